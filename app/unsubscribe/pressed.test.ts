import { describe, expect, it } from 'vitest';
import { pressedIn } from './pressed.ts';

const url = 'https://earshot.test/unsubscribe?token=t';
const posted = (body: BodyInit, type?: string) =>
  new Request(url, {
    method: 'POST',
    body,
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
  });
const encoded = 'application/x-www-form-urlencoded';
const form = (name: string, value: string) => {
  const data = new FormData();
  data.set(name, value);
  return data;
};
const boundary = 'multipart/form-data; boundary=b';

describe('one click', () => {
  it.each([
    ['URL-encoded', posted('List-Unsubscribe=One-Click', encoded)],
    ['with more in it', posted('a=1&List-Unsubscribe=One-Click', `${encoded}; charset=utf-8`)],
    ['without saying what it is', posted(new Blob(['List-Unsubscribe=One-Click']))],
    ['multipart', posted(form('List-Unsubscribe', 'One-Click'))],
    [
      'multipart as mail services write it',
      posted(
        '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
        boundary,
      ),
    ],
  ])('is understood %s', async (_, request) => {
    expect(await pressedIn(request)).toBe('unsubscribe');
  });
});

it.each([posted('undo=1', encoded), posted(form('undo', '1'))])('takes back when asked', async (request) => {
  expect(await pressedIn(request)).toBe('undo');
});

it.each([posted('keep=1', encoded), posted(form('keep', '1'))])('keeps when asked', async (request) => {
  expect(await pressedIn(request)).toBe('keep');
});

it.each([
  ['nothing', new Request(url, { method: 'POST' })],
  ['an empty form', posted('', encoded)],
  ['another value', posted('List-Unsubscribe=Two-Clicks', encoded)],
  ['JSON', posted('{"List-Unsubscribe":"One-Click"}', 'application/json')],
  ['a multipart body that breaks off', posted('--b\r\nContent-Disposition: form-da', boundary)],
  ['multipart without its boundary', posted('--b', 'multipart/form-data')],
  ['bytes that are no text', posted(new Uint8Array([0xff, 0xfe, 0x00, 0x80]), encoded)],
  ['far too much', posted(`List-Unsubscribe=One-Click&a=${'a'.repeat(17_000)}`, encoded)],
])('presses nothing with %s', async (_, request) => {
  expect(await pressedIn(request)).toBe('nothing');
});
