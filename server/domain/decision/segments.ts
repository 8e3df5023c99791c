export interface Segments {
  /** GSM-7 where its alphabet (3GPP TS 23.038, 6.2.1) has every character; one other makes the whole text UCS-2. */
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** How many text messages it is charged as; at least 1. */
  readonly count: number;
}

/**
 * The parts that an SMS is sent and charged in. More than one part costs each of them room for a header. A service that
 * replaces characters on the way ("smart encoding") may need fewer.
 */
export function segments(text: string): Segments {
  const characters = [...text];
  const encoding = characters.every((one) => basic.has(one) || extended.has(one)) ? 'GSM-7' : 'UCS-2';
  const { alone, joined } = room[encoding];
  const sizes = characters.map((one) => (encoding === 'UCS-2' ? one.length : 1 + Number(extended.has(one))));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  return { encoding, count: size <= alone ? 1 : partsOf(sizes, joined) };
}

/** No character is split: neither an escape and what follows it, nor the halves of a surrogate pair. */
function partsOf(sizes: readonly number[], room: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}

/** In septets, and in units of 16 bits. */
const room = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const;

const basic: ReadonlySet<string> = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** These take an escape before them. */
const extended: ReadonlySet<string> = new Set('\f^{}\\[~]|€');
