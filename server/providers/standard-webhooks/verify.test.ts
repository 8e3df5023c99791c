import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, type WebhookRequest } from '#server/providers/provider.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** The vector that the specification's own libraries are tested with. */
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  body: '{"test": 2432232314}',
};
const then = '2021-02-25T15:02:10.000Z';

function request(changes: Partial<typeof published> = {}): WebhookRequest {
  const { id, timestamp, signature, body } = { ...published, ...changes };
  return {
    url: 'https://earshot.example.com/api/webhooks/standard-webhooks',
    headers: new Headers({
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    }),
    body: Buffer.from(body),
  };
}

function receiver(keys: string = published.secret) {
  const configured = standardWebhooks.configure({ STANDARD_WEBHOOK_SECRETS: keys });
  if (configured === null) throw new Error('not configured');
  return configured;
}

const codeOf = async (given: WebhookRequest, keys?: string, now = then) => {
  const verdict = await receiver(keys).verify(given, now);
  return verdict.ok ? verdict.verification.method : `${verdict.status} ${verdict.code}`;
};

describe('version v1', () => {
  it('is accepted as published', async () => {
    expect(await receiver().verify(request(), then)).toMatchObject({
      ok: true,
      verification: { scope: 'full_body', method: 'hmac-sha256', signedAt: then },
    });
  });

  it.each([
    ['five minutes later', '2021-02-25T15:07:10.000Z', 'hmac-sha256'],
    ['a moment later than that', '2021-02-25T15:07:10.001Z', '401 timestamp_stale'],
    ['five minutes before', '2021-02-25T14:57:10.000Z', 'hmac-sha256'],
    ['a moment before that', '2021-02-25T14:57:09.999Z', '401 timestamp_in_future'],
  ])('%s: %s gives %s', async (_, now, expected) => {
    expect(await codeOf(request(), undefined, now)).toBe(expected);
  });

  it('signs id and time too', async () => {
    expect(await codeOf(request({ id: 'msg_other' }))).toBe('401 signature_mismatch');
    expect(await codeOf(request({ timestamp: '1614265331' }))).toBe('401 signature_mismatch');
  });

  it('does not let a dot move from the id into the time', async () => {
    const key = Buffer.from(published.secret.slice(6), 'base64');
    const mac = createHmac('sha256', key)
      .update(`a.1614265330.1614265330.${published.body}`)
      .digest('base64');
    expect(await codeOf(request({ id: 'a.1614265330', signature: `v1,${mac}` }))).toBe('hmac-sha256');
    expect(
      await codeOf(request({ id: 'a', timestamp: '1614265330.1614265330', signature: `v1,${mac}` })),
    ).toBe('401 signature_malformed');
  });
});

describe('version v1a', () => {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = `whpk_${pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
  const signed = (key: KeyObject, body = published.body) => {
    const text = `${published.id}.${published.timestamp}.${body}`;
    return `v1a,${sign(null, Buffer.from(text), key).toString('base64')}`;
  };
  const good = request({ signature: signed(pair.privateKey) });

  it('is accepted with the public key', async () => {
    expect(await codeOf(good, publicKey)).toBe('ed25519');
  });

  it('is refused with another key, another body, and as another version', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    expect(await codeOf(request({ signature: signed(stranger) }), publicKey)).toBe('401 signature_mismatch');
    expect(await codeOf({ ...good, body: Buffer.from('{}') }, publicKey)).toBe('401 signature_mismatch');
    const asV1 = request({ signature: signed(pair.privateKey).replace('v1a', 'v1') });
    expect(await codeOf(asV1, publicKey)).toBe('401 signature_mismatch');
  });

  it('cannot be forged by using the public key as the secret of v1', async () => {
    const text = `${published.id}.${published.timestamp}.${published.body}`;
    const mac = createHmac('sha256', Buffer.from(publicKey.slice(5), 'base64'))
      .update(text)
      .digest('base64');
    expect(await codeOf(request({ signature: `v1,${mac}` }), publicKey)).toBe('401 signature_mismatch');
  });

  it('stands beside v1 during a rotation, in the keys and in the signatures', async () => {
    const keys = `${publicKey},${published.secret}`;
    expect(await codeOf(good, keys)).toBe('ed25519');
    expect(await codeOf(request(), keys)).toBe('hmac-sha256');
    const both = `v7,AAAA ${published.signature} ${signed(pair.privateKey)}`;
    expect(await codeOf(request({ signature: both }), published.secret)).toBe('hmac-sha256');
    expect(await codeOf(request({ signature: both }), publicKey)).toBe('ed25519');
  });
});

describe('STANDARD_WEBHOOK_SECRETS', () => {
  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (keys) => {
    expect(standardWebhooks.configure({ STANDARD_WEBHOOK_SECRETS: keys })).toBeNull();
  });

  it.each([
    ['only commas', ' , '],
    ['no prefix', published.secret.slice(6)],
    ['a short secret', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['a long secret', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['a short public key', `whpk_${Buffer.alloc(31, 1).toString('base64')}`],
    ['one good and one bad', `${published.secret},hello`],
  ])('refuses %s without showing it', (_, keys) => {
    const attempt = () => standardWebhooks.configure({ STANDARD_WEBHOOK_SECRETS: keys });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^STANDARD_WEBHOOK_SECRETS: /);
    expect(attempt).not.toThrow(keys);
  });
});

it('accepts and reads the example that the documentation shows', async () => {
  const page = readFileSync(new URL('../../../docs/standard-webhooks.md', import.meta.url), 'utf8');
  const shown = (pattern: RegExp) => pattern.exec(page)?.[1] ?? '';
  const example = request({
    id: shown(/^webhook-id: (.+)$/m),
    timestamp: shown(/^webhook-timestamp: (.+)$/m),
    signature: shown(/^webhook-signature: (.+)$/m),
    body: shown(/```json\n(.+)\n```/),
  });
  const secret = shown(/secret `(whsec_[^`]+)`/);
  expect(await codeOf(example, secret, '2026-11-21T12:00:06.000Z')).toBe('hmac-sha256');
  const items = receiver(secret).read(example.body, {
    receivedAt: '2026-11-21T12:00:06.000Z',
    query: new URLSearchParams(),
    headers: example.headers,
  });
  expect(items).toMatchObject([
    { kind: 'hard_bounced', eventId: 'evt_2mZ5Yk0v', messageId: 'msg_01JD8Q2Y4M' },
  ]);
});
