import { type Instant, instantFromMs } from '#server/domain/instant.ts';

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

const isoTime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ?(Z|[+-]\d\d:?\d\d)$/;

/** Reads ISO 8601 with a zone, as providers variously write it: `…54.9070259Z`, `…45 +0000`. Null when it is no time. */
export function instantFromIso(text: string): Instant | null {
  const [, seconds, fraction = '', zone = ''] = isoTime.exec(text) ?? [];
  if (seconds === undefined) return null;
  const ms = Date.parse(
    `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.replace(/(\d\d):?(\d\d)$/, '$1:$2')}`,
  );
  // No event is older than Unix time, and a zone can carry the last day of the calendar beyond the year 9999.
  return ms >= firstMs && ms <= lastMs ? instantFromMs(ms) : null;
}

const firstMs = 0;
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');
