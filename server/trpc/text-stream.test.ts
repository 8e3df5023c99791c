import { expect, it } from 'vitest';
import { textStream } from './text-stream.ts';

const never = (error: unknown) => {
  throw error;
};

async function* lines(count: number, asked: { count: number }, line = 'ä'.repeat(999)) {
  for (let n = 0; n < count; n += 1) {
    asked.count += 1;
    yield `${line}\n`;
  }
}

it('holds every text once, in order', async () => {
  const asked = { count: 0 };
  const text = await new Response(textStream(lines(1_000, asked), never)).text();
  expect(text).toBe(`${'ä'.repeat(999)}\n`.repeat(1_000));
  expect(await new Response(textStream(lines(0, asked), never)).text()).toBe('');
});

it('asks for no more than the reader takes, and stops when they leave', async () => {
  const asked = { count: 0 };
  const reader = textStream(lines(1_000, asked), never).getReader();
  expect(asked.count).toBe(0);
  await reader.read();
  expect(asked.count).toBe(32);
  await reader.read();
  expect(asked.count).toBe(64);
  await reader.cancel();
  expect(asked.count).toBe(64);
});

it('breaks off where something fails, and tells why to the log alone', async () => {
  const failures: unknown[] = [];
  async function* failing() {
    yield 'first';
    throw new Error('ada@example.com could not be read');
  }
  const read = new Response(textStream(failing(), (error) => failures.push(error))).text();
  await expect(read).rejects.toThrow('The download broke off.');
  expect(failures).toMatchObject([{ message: 'ada@example.com could not be read' }]);
});
