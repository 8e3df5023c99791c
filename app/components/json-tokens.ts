export type JsonTokenKind = 'key' | 'string' | 'literal' | 'mark';

export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
}

const pattern = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|true|false|null|[^"\d\-tfn]+/g;

/** Cuts well-formed JSON text into coloured parts that together are the text. */
export function jsonTokens(json: string): readonly JsonToken[] {
  return [...json.matchAll(pattern)].map((match) => ({
    kind: kindOf(match[0], match[1] !== undefined),
    text: match[0],
    at: match.index,
  }));
}

function kindOf(text: string, isKey: boolean): JsonTokenKind {
  if (text.startsWith('"')) return isKey ? 'key' : 'string';
  return /^[-\dtfn]/.test(text) ? 'literal' : 'mark';
}
