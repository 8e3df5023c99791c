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
