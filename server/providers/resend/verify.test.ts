import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, type WebhookRequest } from '#server/providers/provider.ts';
import { resend } from './resend.ts';

/** The vector that Svix publishes with its own libraries, under the headers that Resend sends. */
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  body: '{"test": 2432232314}',
};
const then = '2021-02-25T15:02:10.000Z';

function request(changes: Partial<typeof published> = {}, prefix = 'svix'): WebhookRequest {
  const { id, timestamp, signature, body } = { ...published, ...changes };
  return {
    url: 'https://earshot.example.com/api/webhooks/resend',
    headers: new Headers({
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: timestamp,
      [`${prefix}-signature`]: signature,
    }),
    body: Buffer.from(body),
  };
}

function receiver(keys: string = published.secret) {
  const configured = resend.configure({ RESEND_WEBHOOK_SECRETS: keys });
  if (configured === null) throw new Error('not configured');
  return configured;
}

const codeOf = async (given: WebhookRequest, now = then) => {
  const verdict = await receiver().verify(given, now);
  return verdict.ok ? verdict.verification.method : `${verdict.status} ${verdict.code}`;
};

it('accepts the published vector under Svix’s headers, and tells their names when they lack', async () => {
  expect(await codeOf(request())).toBe('hmac-sha256');
  expect(await receiver().verify(request({}, 'webhook'), then)).toMatchObject({
    ok: false,
    status: 401,
    code: 'signature_missing',
    message: expect.stringMatching(/svix-id, svix-timestamp and svix-signature/),
  });
});

it('accepts a retry, which is signed anew under the same id', async () => {
  const key = Buffer.from(published.secret.slice(6), 'base64');
  const timestamp = '1614301330';
  const mac = createHmac('sha256', key)
    .update(`${published.id}.${timestamp}.${published.body}`)
    .digest('base64');
  const retry = request({ timestamp, signature: `v1,${mac}` });
  expect(await codeOf(retry, '2021-02-26T01:02:10.000Z')).toBe('hmac-sha256');
  expect(await codeOf(request(), '2021-02-26T01:02:10.000Z')).toBe('401 timestamp_stale');
});

it.each([
  ['id', { id: 'msg_other' }],
  ['time', { timestamp: '1614265331' }],
  ['body', { body: `${published.body} ` }],
])('refuses another %s', async (_, changes) => {
  expect(await codeOf(request(changes))).toBe('401 signature_mismatch');
});

describe('RESEND_WEBHOOK_SECRETS', () => {
  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (keys) => {
    expect(resend.configure({ RESEND_WEBHOOK_SECRETS: keys })).toBeNull();
  });

  it.each([' , ', 're_123456789', published.secret.slice(6), `${published.secret},hello`])(
    'refuses %j without showing it',
    (keys) => {
      const attempt = () => resend.configure({ RESEND_WEBHOOK_SECRETS: keys });
      expect(attempt).toThrow(ConfigurationError);
      expect(attempt).toThrow(/^RESEND_WEBHOOK_SECRETS: /);
      expect(attempt).not.toThrow(keys);
    },
  );
});
