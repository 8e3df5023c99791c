/**
 * Many values as one Postgres array literal, to be passed as `${literal}::text::int[]`: the driver sends texts as they
 * are. See "Array Input and Output Syntax" in the manual of Postgres.
 */
export function arrayLiteral<Item>(
  items: readonly Item[],
  value: (item: Item) => string | number | null,
): string {
  // Joined, because a text that grows by appending is a tree of its pieces, which was measured to be much to collect.
  return `{${items.map((item) => elementLiteral(value(item))).join(',')}}`;
}

function elementLiteral(element: string | number | null): string {
  if (typeof element !== 'string') return element === null ? 'null' : String(element);
  return `"${/["\\]/.test(element) ? element.replaceAll(/["\\]/g, '\\$&') : element}"`;
}
