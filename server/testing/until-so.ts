/** Asks again and again, for as long as a browser test waits for anything. */
export async function untilSo(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 15_000;
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error('It did not become so in time.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
