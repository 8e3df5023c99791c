/** The properties that may be undefined become optional ones. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy of the object without its undefined properties. */
export function present<T extends object>(properties: T): Present<T> {
  const kept: Partial<T> = {};
  for (const name in properties) {
    if (properties[name] !== undefined) kept[name] = properties[name];
  }
  // Safe: every property that has a value is there, and the others are optional in the result.
  return kept as unknown as Present<T>;
}

/** Text of bounded length that Postgres takes: no NUL, no half of a surrogate pair. Undefined when empty. */
export function line(text: string | undefined, maxLength: number): string | undefined {
  if (text === undefined || text === '') return undefined;
  return text.slice(0, maxLength).replace(/[\0\p{Cs}]/gu, '\uFFFD');
}

/** Decodes base64 that is exactly as an encoder writes it; null for anything looser. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}

/** Splits a variable at its commas, without white space and empty parts. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
