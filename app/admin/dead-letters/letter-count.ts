/** `1 letter`, `1,204 letters`; with a plus where counting stopped early. */
export function countOf(count: number, atLeast = false): string {
  return `${count.toLocaleString('en')}${atLeast ? '+' : ''} ${count === 1 ? 'letter' : 'letters'}`;
}
