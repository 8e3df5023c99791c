import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, type WebhookRequest } from '#server/providers/provider.ts';
import { sendgrid } from './sendgrid.ts';

/** The vector that SendGrid publishes with its own libraries; the payload ends in CR LF. */
const published = {
  key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
  signature:
    'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
  timestamp: '1600112502',
  payload:
    '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
} as const;
const aMinuteLater = '2020-09-14T19:42:42.000Z';

function request(changes: { signature?: string; timestamp?: string; payload?: string } = {}): WebhookRequest {
  const { signature, timestamp, payload } = { ...published, ...changes };
  return {
    url: 'https://earshot.example.com/api/webhooks/sendgrid',
    headers: new Headers({
      'X-Twilio-Email-Event-Webhook-Signature': signature,
      'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    }),
    body: Buffer.from(payload),
  };
}

function receiver(keys: string = published.key) {
  const configured = sendgrid.configure({ SENDGRID_WEBHOOK_PUBLIC_KEYS: keys });
  if (configured === null) throw new Error('not configured');
  return configured;
}

describe('the published vector', () => {
  it('is accepted, and read as a drop', async () => {
    expect(await receiver().verify(request(), aMinuteLater)).toStrictEqual({
      ok: true,
      verification: {
        scope: 'full_body',
        method: 'ecdsa-p256-sha256',
        keyId: 'f0fe1f9c9477f0bb',
        signedAt: '2020-09-14T19:41:42.000Z',
      },
    });
    expect(
      receiver().read(request().body, {
        receivedAt: '2020-09-14T19:41:42.000Z',
        query: new URLSearchParams(),
        headers: new Headers(),
      }),
    ).toMatchObject([
      { outcome: 'report', kind: 'dropped', data: { providerMessageId: 'LRzXl_NHStOGhQ4kofSm_A' } },
    ]);
  });

  it('is refused without its CR LF', async () => {
    const trimmed = request({ payload: published.payload.trim() });
    expect(await receiver().verify(trimmed, aMinuteLater)).toMatchObject({
      status: 403,
      code: 'signature_mismatch',
    });
  });

  it('is refused with another time, which is signed too', async () => {
    const moved = request({ timestamp: '1600112503' });
    expect(await receiver().verify(moved, aMinuteLater)).toMatchObject({ code: 'signature_mismatch' });
  });

  it.each([
    ['25 hours old', '2020-09-15T20:41:42.000Z', true],
    ['a moment older', '2020-09-15T20:41:42.001Z', 'timestamp_stale'],
    ['5 minutes ahead', '2020-09-14T19:36:42.000Z', true],
    ['a moment further ahead', '2020-09-14T19:36:41.999Z', 'timestamp_in_future'],
  ])('%s: %s', async (_, now, expected) => {
    const verdict = await receiver().verify(request(), now);
    expect(verdict.ok || verdict.code).toBe(expected);
  });
});

describe('a signature', () => {
  const bytes = Buffer.from(published.signature, 'base64');
  const changed = (change: (copy: Buffer) => Buffer) => change(Buffer.from(bytes)).toString('base64');

  it.each([
    ['is not base64', '!!!'],
    ['is base64url', published.signature.replaceAll('+', '-')],
    ['lacks its padding', published.signature.slice(0, -1)],
    ['has a space', ` ${published.signature.slice(0, 40)} ${published.signature.slice(40)}`],
    ['has a byte too many', changed((copy) => Buffer.concat([copy, Buffer.of(0)]))],
    ['is cut short', changed((copy) => copy.subarray(0, -1))],
    ['is no sequence', changed((copy) => copy.fill(0x31, 0, 1))],
    ['holds a negative number', changed((copy) => copy.fill(0xff, 4, 5))],
    ['holds a number that is not minimal', changed((copy) => copy.fill(1, 39, 40))],
    ['is the number zero', Buffer.from('3006020100020100', 'hex').toString('base64')],
    ['is given twice', `${published.signature}, ${published.signature}`],
    ['has no second number', Buffer.from('3003020101', 'hex').toString('base64')],
  ])('that %s is malformed', async (_, signature) => {
    expect(await receiver().verify(request({ signature }), aMinuteLater)).toMatchObject({
      ok: false,
      status: 401,
      code: 'signature_malformed',
    });
  });

  it.each(['', 'now', '-1', '1600112502.0', '1600112502, 1600112502', '1'.repeat(12)])(
    'with the time %j is refused with 401',
    async (timestamp) => {
      expect(await receiver().verify(request({ timestamp }), aMinuteLater)).toMatchObject({ status: 401 });
    },
  );
});

describe('SENDGRID_WEBHOOK_PUBLIC_KEYS', () => {
  const pem = `-----BEGIN PUBLIC KEY-----\n${published.key}\n-----END PUBLIC KEY-----\n`;
  const spki = (curve: string) =>
    generateKeyPairSync('ec', { namedCurve: curve })
      .publicKey.export({ format: 'der', type: 'spki' })
      .toString('base64');

  it.each([
    ['PEM', pem],
    ['PEM in one line', pem.replaceAll('\n', '\\n')],
    ['several, with spaces and a comma too many', ` ${spki('P-256')} , ${published.key},`],
  ])('takes %s', async (_, keys) => {
    expect(await receiver(keys).verify(request(), aMinuteLater)).toMatchObject({ ok: true });
  });

  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (keys) => {
    expect(sendgrid.configure({ SENDGRID_WEBHOOK_PUBLIC_KEYS: keys })).toBeNull();
  });

  it.each([
    ['no key', 'hello'],
    ['only commas', ' , '],
    ['another curve', spki('P-384')],
    ['the curve of coins', spki('secp256k1')],
    [
      'bytes after the key',
      Buffer.concat([Buffer.from(published.key, 'base64'), Buffer.of(0)]).toString('base64'),
    ],
    ['one good and one bad', `${published.key},hello`],
    [
      'a private key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ format: 'der', type: 'pkcs8' })
        .toString('base64'),
    ],
  ])('refuses %s without showing it', (_, keys) => {
    const attempt = () => sendgrid.configure({ SENDGRID_WEBHOOK_PUBLIC_KEYS: keys });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^SENDGRID_WEBHOOK_PUBLIC_KEYS: /);
    expect(attempt).not.toThrow(keys);
  });
});
