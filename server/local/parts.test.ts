import { expect, it } from 'vitest';
import { Parts } from './parts.ts';

it('stops parts in the reverse order of their start, once', async () => {
  const stopped: string[] = [];
  const parts = new Parts();
  for (const name of ['database', 'engine', 'web']) {
    await parts.add(name, async () => stopped.push(name));
  }
  await Promise.all([parts.stopAll(), parts.stopAll()]);
  expect(stopped).toEqual(['web', 'engine', 'database']);
});

it('stops the rest although one fails, and reports the one', async () => {
  const stopped: string[] = [];
  const parts = new Parts();
  await parts.add('database', async () => stopped.push('database'));
  await parts.add('web', () => Promise.reject(new Error('stuck')));
  await expect(parts.stopAll()).rejects.toMatchObject({ errors: [{ message: 'web did not stop.' }] });
  expect(stopped).toEqual(['database']);
});

it('stops at once what comes up only after stopping began', async () => {
  const parts = new Parts();
  await parts.stopAll();
  let stopped = false;
  const late = parts.add('web', async () => {
    stopped = true;
  });
  await expect(late).rejects.toThrow('web came up while everything was being stopped.');
  expect(stopped).toBe(true);
});
