const colourful = process.stdout.isTTY && !process.env.NO_COLOR;

const paint = (code: number) => (text: string) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
const green = paint(32);
const red = paint(31);

/** Runs one step of the start and prints how it went and how long it took. What it returns may name the outcome. */
export async function step<T>(
  name: string,
  work: () => Promise<T>,
  outcome?: (result: T) => string,
): Promise<T> {
  const began = performance.now();
  const result = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const detail = outcome ? ` ${dim(outcome(result))}` : '';
  console.log(`${green('✓')} ${name}${detail} ${dim(`${seconds} s`)}`);
  return result;
}

export function say(text: string): void {
  console.log(text);
}

export function tick(text: string): void {
  console.log(`${green('✓')} ${text}`);
}

export function complain(text: string): void {
  console.error(`${red('✗')} ${text}`);
}
