import { recordSeparator } from '#db/json-sequence.ts';

const quote = '"'.charCodeAt(0);

/**
 * Personal data as the text to seal. What was read from a provider's report, which is most of it and rarely asked for,
 * comes last and apart, so that nobody has to read it for the rest. Bytes that nobody could read are all there is.
 */
export function textOfPersonal(personal: object | null): string {
  if (personal === null || !('raw' in personal) || typeof personal.raw !== 'object')
    return JSON.stringify(personal);
  const { raw, ...own } = personal;
  return `${JSON.stringify(own)}${recordSeparator}${JSON.stringify(raw)}`;
}

/** Personal data as JSON from the bytes of its text, without what was read from a provider's report. */
export function ownJsonOf(text: Buffer): Buffer {
  const end = text.indexOf(recordSeparator);
  if (end < 0) return text;
  const own = text.subarray(0, end);
  // Bytes that nobody could read were sealed apart, too, for a while.
  return text[end + 1] === quote ? Buffer.from(JSON.stringify(personalFrom(() => text.toString()))) : own;
}

/** Personal data from its text, which is asked for again when `raw` is: most readers never do. */
export function personalFrom(read: () => string): unknown {
  const text = read();
  const end = text.indexOf(recordSeparator);
  if (end < 0) return JSON.parse(text);
  return new Personal(JSON.parse(text.slice(0, end)), () => JSON.parse(read().slice(end + 1)));
}

/** A class, because an object literal with a getter gets a hidden class of its own. */
class Personal {
  readonly #readRaw: () => unknown;

  constructor(own: object, readRaw: () => unknown) {
    Object.assign(this, own);
    Object.defineProperty(this, 'raw', raw);
    this.#readRaw = readRaw;
  }

  readRaw(): unknown {
    return this.#readRaw();
  }
}

/** An own property, so that a copy has it too. */
const raw = {
  enumerable: true,
  configurable: true,
  get(this: Personal) {
    return this.readRaw();
  },
};
