/**
 * Many values as one Postgres array literal, to be passed as `${literal}::text::int[]`: the driver sends texts as they
 * are. See "Array Input and Output Syntax" in the manual of Postgres.
 */
export function arrayLiteral<Item>(
  items: readonly Item[],
  value: (item: Item) => string | number | null,
): string {
  const elements = items.map((item) => {
    const element = value(item);
    if (typeof element !== 'string') return element === null ? 'null' : String(element);
    return `"${/["\\]/.test(element) ? element.replaceAll(/["\\]/g, '\\$&') : element}"`;
  });
  return `{${elements.join(',')}}`;
}
