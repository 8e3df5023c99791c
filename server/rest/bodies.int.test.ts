import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';

let api: RestApi;
beforeAll(async () => {
  api = await openRestApi();
});
afterAll(() => api.close());

describe('a body', () => {
  const post = (body: unknown, headers = {}) => api.call('POST', '/suppressions/check', { body, headers });

  it.each([
    ['is no JSON', '{"channel":', {}, 400, 'invalid_json'],
    ['is no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, 400, 'invalid_json'],
    [
      'is a form',
      'channel=email',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
    ],
    ['is compressed', '{}', { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
    ['is too large', `"${'x'.repeat(9 * 1024 * 1024)}"`, {}, 413, 'body_too_large'],
    ['is a list', '[]', {}, 422, 'invalid_body'],
    ['is missing', '', {}, 422, 'invalid_body'],
    ['is nested a hundred thousand deep', '['.repeat(100_000) + ']'.repeat(100_000), {}, 422, 'invalid_body'],
  ])('that %s is refused', async (_, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect(answer.json, answer.text).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  });

  it('that does not fit is told what is wrong where, and never what it said', async () => {
    const answer = await post({ channel: 'pigeon-of-jane', addresses: [1, ''], more: true });
    expect(answer.json).toMatchObject({ status: 422, code: 'invalid_body' });
    const paths = answer.json.errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['body.addresses.0', 'body.addresses.1', 'body.channel', 'body.more']);
    expect(answer.text).not.toContain('pigeon');
  });

  it.each([
    ['"a\\u0000b"', 'body.addresses.0'],
    ['"\\ud800"', 'body.addresses.0'],
  ])('with %s names the text that cannot be stored', async (text, path) => {
    const answer = await post(`{"channel":"email","addresses":[${text}]}`);
    expect(answer.json).toMatchObject({ status: 422, errors: [{ path, code: 'unstorable_text' }] });
  });

  it('may hold no more than 10,000 addresses', async () => {
    const many = (count: number) => ({
      channel: 'email',
      addresses: Array.from({ length: count }, () => 'jane@example.com'),
    });
    expect((await post(many(10_001))).json).toMatchObject({ errors: [{ path: 'body.addresses' }] });
    const { status, json } = await post(many(10_000));
    expect([status, json.items.length]).toEqual([200, 10_000]);
  });
});
