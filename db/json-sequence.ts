/**
 * Many values as one text, to be passed as `string_to_table(${sequence}::text, chr(30), '')`, which gives a row for each: its
 * JSON, or null. Postgres reads each once; as one array of JSON it would read all, and write every element anew. The
 * separator is that of RFC 7464, which no JSON holds: control characters within texts are escaped.
 */
export function jsonSequence<Item>(items: readonly Item[], value: (item: Item) => unknown): string {
  const parts = items.map((item) => {
    const one = value(item);
    return one === null ? '' : JSON.stringify(one);
  });
  return parts.join('\u001e');
}
