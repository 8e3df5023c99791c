/**
 * One address in the form under which people are known here: trimmed, NFKC, lower-case. Null when the text is
 * not exactly one plain address: mail libraries read commas, quotes and brackets as several recipients.
 */
export function normaliseEmail(text: string): string | null {
  const email = text.normalize('NFKC').trim().toLowerCase();
  return email.length <= 254 && PLAIN_ADDRESS.test(email) ? email : null;
}

const PLAIN_ADDRESS =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
