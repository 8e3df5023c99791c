/**
 * Many values as one Postgres array literal, to be passed as `${literal}::text::int[]`: the driver sends texts as they
 * are. See "Array Input and Output Syntax" in the manual of Postgres.
 */
export function arrayLiteral<Item>(
  items: readonly Item[],
  value: (item: Item) => string | number | null,
): string {
  let elements = '';
  for (const item of items) elements += `${elements === '' ? '' : ','}${elementLiteral(value(item))}`;
  return `{${elements}}`;
}

function elementLiteral(element: string | number | null): string | number {
  if (typeof element !== 'string') return element ?? 'null';
  return `"${/["\\]/.test(element) ? element.replaceAll(/["\\]/g, '\\$&') : element}"`;
}
