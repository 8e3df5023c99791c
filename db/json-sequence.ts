/** No JSON holds it, for control characters within texts are escaped. That of RFC 7464. */
export const recordSeparator = '\u001e';

/**
 * Many values as one text, to be passed as `string_to_table(${sequence}::text, chr(30), '')`, which gives a row for each: its
 * JSON, or null. Postgres reads each once; as one array of JSON it would read all, and write every element anew.
 */
export function jsonSequence<Item>(items: readonly Item[], value: (item: Item) => unknown): string {
  const parts = items.map((item) => {
    const one = value(item);
    return one === null ? '' : JSON.stringify(one);
  });
  return parts.join(recordSeparator);
}
