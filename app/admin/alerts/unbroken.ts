/** Keeps a number and its per-cent sign on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}
