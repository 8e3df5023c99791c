// GSM 7-bit default alphabet and its extension table, 3GPP TS 23.038, 6.2.1.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('^{}\\[~]|€\f');

const plainer: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '\t': ' ',
};

/** How many of the 160 places of one text message a text takes; null where it needs another alphabet. */
export function gsmLength(text: string): number | null {
  let length = 0;
  for (const letter of text) {
    if (basic.has(letter)) length += 1;
    else if (extended.has(letter)) length += 2;
    else return null;
  }
  return length;
}

/** The text in letters that every phone shows, without accents it has no letter for; null where words would be lost. */
export function gsmText(text: string): string | null {
  const letters: string[] = [];
  for (const letter of text.normalize('NFC')) {
    const plain = gsmLetter(letter);
    // A picture may go; a letter of a word may not.
    if (plain === null && /[\p{L}\p{N}]/u.test(letter)) return null;
    letters.push(plain ?? '');
  }
  return letters.join('');
}

/** As much of the text as fits, ending with a whole word where one ends in its second half. */
export function shortened(text: string, places: number): string {
  if ((gsmLength(text) ?? text.length) <= places) return text;
  let kept = '';
  for (const letter of text) {
    if ((gsmLength(kept + letter) ?? kept.length + 1) > places - 3) break;
    kept += letter;
  }
  const space = kept.lastIndexOf(' ');
  return `${(space > kept.length / 2 ? kept.slice(0, space) : kept).trimEnd()}...`;
}

function gsmLetter(letter: string): string | null {
  if (gsmLength(letter) !== null) return letter;
  const known = plainer[letter];
  if (known !== undefined) return known;
  const bare = letter.normalize('NFD').replace(/\p{M}/gu, '');
  return bare !== '' && gsmLength(bare) !== null ? bare : null;
}
