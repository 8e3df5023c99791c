import { expect, it } from 'vitest';
import { fittingPayload } from './push-payload.ts';

const payloadWith = (body: string) => ({ aps: { alert: { title: 'Invoice', body } } });
const bytes = (payload: unknown) => Buffer.byteLength(JSON.stringify(payload));
const room = 4096 - bytes(payloadWith(''));

it('leaves a text alone that just fits', () => {
  expect(fittingPayload('a'.repeat(room), payloadWith)).toEqual(payloadWith('a'.repeat(room)));
});

it.each([
  ['letters', 'a', 1],
  ['letters of three bytes', '料', 3],
  ['characters of four bytes, none of them halved', '😀', 4],
  ['characters that JSON escapes', '"', 2],
])('keeps as much as fits of %s', (_name, character, size) => {
  const payload = fittingPayload(character.repeat(room + 1), payloadWith);
  const kept = Math.floor((room - 3) / size);
  expect(payload).toEqual(payloadWith(`${character.repeat(kept)}…`));
  expect(bytes(payload)).toBeLessThanOrEqual(4096);
});

it('leaves no space before the ellipsis', () => {
  const payload = fittingPayload(`${'a'.repeat(100)}${' '.repeat(room)}`, payloadWith);
  expect(payload).toEqual(payloadWith(`${'a'.repeat(100)}…`));
});

it('gives up all of the text where the rest is too large by itself', () => {
  const large = (body: string) => ({ url: 'x'.repeat(5000), body });
  expect(fittingPayload('It is due.', large)).toEqual(large('…'));
});
