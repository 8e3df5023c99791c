/** Orders text by its code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function smaller<Text extends string>(a: Text, b: Text): Text {
  return compareText(a, b) <= 0 ? a : b;
}

/** The smaller of what is known; null only when neither is. */
export function smallerKnown<Text extends string>(a: Text | null, b: Text | null): Text | null {
  return a === null || b === null ? (a ?? b) : smaller(a, b);
}
