import { createHmac, createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instantFromMs } from '#server/domain/instant.ts';
import { standardHeaders, verifyStandard } from './standard-webhook.ts';
import {
  edOf,
  hmacOf,
  keysOf,
  type Parts,
  published,
  request,
  secretOf,
  serialized,
  signedAt,
  told,
} from './standard-webhook-vectors.ts';

describe('the published vectors', () => {
  it('are accepted, each with its own key, and say how and by which', () => {
    const [secret, publicKey] = keysOf(`${published.secret},${published.publicKey}`);
    const verify = (signature: string) =>
      verifyStandard(
        keysOf(`${published.secret},${published.publicKey}`),
        standardHeaders,
        request({ signature }),
        signedAt,
      );
    const scope = { scope: 'full_body', signedAt };
    expect(verify(published.v1)).toStrictEqual({
      ok: true,
      verification: { ...scope, method: 'hmac-sha256', keyId: secret?.id },
    });
    expect(verify(published.v1a)).toStrictEqual({
      ok: true,
      verification: { ...scope, method: 'ed25519', keyId: publicKey?.id },
    });
    expect(secret?.id).not.toBe(publicKey?.id);
  });

  it('were made with the published seed', () => {
    const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
    const der = Buffer.concat([prefix, Buffer.from(published.seed, 'base64')]);
    expect(edOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))).toBe(published.v1a);
  });

  it.each<[string, Parts]>([
    ['id', { id: 'msg_p5jXN8AQM9LWM0D4loKWxJel' }],
    ['time', { timestamp: '1614265331' }],
    ['body', { body: '{"test": 2432232315}' }],
    ['body, by a space', { body: `${published.body} ` }],
    ['body, by its absence', { body: '' }],
  ])('sign the %s', (_, parts) => {
    expect(told(request(parts))).toBe('401 signature_mismatch');
    expect(told(request({ ...parts, signature: published.v1a }), published.publicKey)).toBe(
      '401 signature_mismatch',
    );
  });

  it('are accepted under headers of other names, and only there', () => {
    const names = { id: 'svix-id', timestamp: 'svix-timestamp', signature: 'svix-signature' };
    const given = request({}, names);
    expect(verifyStandard(keysOf(published.secret), names, given, signedAt)).toMatchObject({ ok: true });
    expect(told(given)).toBe('401 signature_missing');
  });

  it('cover bytes that are no text', () => {
    const body = Buffer.of(0, 0xff, 0xfe, 0x80);
    const secret = secretOf(32);
    const signed = Buffer.concat([Buffer.from(`${published.id}.${published.timestamp}.`), body]);
    const signature = `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`;
    expect(told(request({ body, signature }), serialized(secret))).toBe('hmac-sha256');
    expect(told(request({ body: body.toString(), signature }), serialized(secret))).toBe(
      '401 signature_mismatch',
    );
  });
});

describe('several signatures', () => {
  const other = hmacOf(secretOf(32));

  it.each([
    ['the first fits', `${published.v1} ${other}`],
    ['the last fits', `${other} ${published.v1}`],
    ['one is of a version to come', `v2,AAAA v1b,AAAA v99z,AAAA ${published.v1}`],
    ['one is of the other kind', `${published.v1a} ${published.v1}`],
    ['there are ten', `${`${other} `.repeat(9)}${published.v1}`],
  ])('are accepted when %s', (_, signature) => {
    expect(told(request({ signature }))).toBe('hmac-sha256');
  });

  it.each([
    ['none fits', `${other} ${other}`],
    ['only versions to come are there', `v2,${published.v1.slice(3)} v10,${published.v1.slice(3)}`],
    ['the right bytes are under the wrong version', `v1a,${published.v1.slice(3)}`],
    [
      'the right bytes are cut short',
      `v1,${Buffer.from(published.v1.slice(3), 'base64').subarray(1).toString('base64')}`,
    ],
    [
      'the right bytes have one too many',
      `v1,${Buffer.from(`${published.v1.slice(3)}`, 'base64')
        .toString('base64')
        .slice(0, -1)}A`,
    ],
  ])('are refused when %s', (_, signature) => {
    expect(told(request({ signature }))).toMatch(/^401 signature_(?:mismatch|malformed)$/);
  });

  it('count ten at most', () => {
    expect(told(request({ signature: `${`${other} `.repeat(10)}${published.v1}` }))).toBe(
      '401 signature_malformed',
    );
  });
});

describe('headers', () => {
  it.each(Object.values(standardHeaders))('are refused without %s, and with an empty one', (name) => {
    const without = request();
    without.headers.delete(name);
    expect(told(without)).toBe('401 signature_missing');
    const empty = request();
    empty.headers.set(name, ' ');
    expect(told(empty)).toBe('401 signature_missing');
  });

  it.each(Object.values(standardHeaders))('are refused when %s is given twice', (name) => {
    const given = request();
    given.headers.append(name, given.headers.get(name) ?? '');
    expect(told(given)).toBe('401 signature_malformed');
  });

  it.each([
    'v1',
    'v1,',
    ',AAAA',
    published.v1.slice(3),
    published.v1.replace('v1,', 'v1='),
    published.v1.replace('v1,', 'V1,'),
    published.v1.replace('v1,', 'v1, '),
    published.v1.slice(0, -1),
    `${published.v1}=`,
    published.v1.replace('+', '-').replace('/', '_'),
    `${published.v1}  ${published.v1}`,
    `${published.v1},${published.v1}`,
    `v1,${'A'.repeat(204)}`,
    `${published.v1} whatever`,
  ])('do not take %j for signatures', (signature) => {
    expect(told(request({ signature }))).toBe('401 signature_malformed');
  });

  it.each(['now', '-1', '+1614265330', '1614265330.0', '1.6e9', '0x60', '1'.repeat(12)])(
    'do not take %j for a time',
    (timestamp) => {
      expect(told(request({ timestamp }))).toBe('401 signature_malformed');
    },
  );

  it.each(['a b', 'a/b', 'ä', 'a,b', 'x'.repeat(201)])('do not take %j for an id', (id) => {
    expect(told(request({ id }))).toBe('401 signature_malformed');
  });

  it('do not let the id end where the time begins', () => {
    const parts = { ...published, id: 'a.1614265330' };
    const secret = Buffer.from(published.secret.slice(6), 'base64');
    const signature = hmacOf(secret, parts);
    expect(told(request({ id: parts.id, signature }))).toBe('hmac-sha256');
    const moved = { id: 'a', timestamp: '1614265330.1614265330', signature };
    expect(told(request(moved))).toBe('401 signature_malformed');
  });
});

describe('the time', () => {
  it.each([
    [-300_000, 'hmac-sha256'],
    [-300_001, '401 timestamp_in_future'],
    [300_000, 'hmac-sha256'],
    [300_001, '401 timestamp_stale'],
  ])('may be five minutes off and no more: %i ms later gives %s', (ms, expected) => {
    expect(told(request(), undefined, instantFromMs(Date.parse(signedAt) + ms))).toBe(expected);
  });

  it.each(['0', '99999999999'])('of %s seconds is far off, however it is signed', (timestamp) => {
    const signature = hmacOf(Buffer.from(published.secret.slice(6), 'base64'), { ...published, timestamp });
    expect(told(request({ timestamp, signature }))).toMatch(/^401 timestamp_/);
  });
});
