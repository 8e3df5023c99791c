import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, type WebhookRequest } from '#server/providers/provider.ts';
import { mailgun } from './mailgun.ts';

/** Made with `printf 1763712003<token> | openssl dgst -sha256 -hmac <key>`, and not by the code under test. */
const known = {
  key: '00112233445566778899aabbccddeeff',
  timestamp: '1763712003',
  token: '651869375b9df3c98fc15c4889b102119add1235c38fc92824',
  signature: '5cb630cdd26ff50b5354c7e839d4220b5c08533841304f8d32e99b919546f3a1',
};
const parentKey = 'key-3ax6xnjp29jd6fds4gc373sgvjxteol0';
const aMinuteLater = '2025-11-21T08:01:03.000Z';
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');

function request(changes: object = {}, event: unknown = { event: 'delivered' }): WebhookRequest {
  const { timestamp, token, signature } = known;
  const body = { signature: { timestamp, token, signature, ...changes }, 'event-data': event };
  return posted(JSON.stringify(body));
}

function posted(body: string): WebhookRequest {
  const headers = new Headers({ 'content-type': 'application/json' });
  return { url: 'https://earshot.example.com/api/webhooks/mailgun', headers, body: Buffer.from(body) };
}

function receiver(keys: string = known.key) {
  const configured = mailgun.configure({ MAILGUN_WEBHOOK_SIGNING_KEYS: keys });
  if (configured === null) throw new Error('not configured');
  return configured;
}

const codeOf = async (given: WebhookRequest, keys?: string, now = aMinuteLater) => {
  const verdict = await receiver(keys).verify(given, now);
  return verdict.ok ? 'accepted' : `${verdict.status} ${verdict.code}`;
};

describe('a signature', () => {
  it('is accepted for what it covers, which is the token alone', async () => {
    expect(await receiver().verify(request(), aMinuteLater)).toStrictEqual({
      ok: true,
      verification: {
        scope: 'envelope_only',
        method: 'hmac-sha256',
        keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
        signedAt: '2025-11-21T08:00:03.000Z',
      },
      oneTimeToken: known.token,
    });
    expect(await codeOf(request({}, { event: 'complained' }))).toBe('accepted');
  });

  it.each([
    ['nine hours later', '2025-11-21T17:00:03.000Z', 'accepted'],
    ['a moment later than that', '2025-11-21T17:00:03.001Z', '401 timestamp_stale'],
    ['five minutes before', '2025-11-21T07:55:03.000Z', 'accepted'],
    ['a moment before that', '2025-11-21T07:55:02.999Z', '401 timestamp_in_future'],
  ])('%s: %s gives %s', async (_, now, expected) => {
    expect(await codeOf(request(), undefined, now)).toBe(expected);
  });

  it('may have its time as a number', async () => {
    expect(await codeOf(request({ timestamp: 1_763_712_003 }))).toBe('accepted');
    expect(await codeOf(request({ timestamp: 1_763_712_003.5 }))).toBe('401 signature_missing');
  });

  it('covers time and token', async () => {
    expect(await codeOf(request({ timestamp: '1763712004' }))).toBe('401 signature_mismatch');
    expect(await codeOf(request({ token: known.token.replace('6', '7') }))).toBe('401 signature_mismatch');
  });

  it('does not let a byte move between time and token, although the HMAC would be the same', async () => {
    const moved = [
      { timestamp: `${known.timestamp}${known.token[0]}`, token: known.token.slice(1) },
      { timestamp: known.timestamp.slice(0, 9), token: `3${known.token}` },
      { timestamp: '', token: `${known.timestamp}${known.token}` },
    ];
    for (const changes of moved) expect(await codeOf(request(changes))).toBe('401 signature_malformed');
  });

  it.each(['176371200', '01763712003', '1763712003.0'])(
    'of the time %s is malformed, although it fits',
    async (timestamp) => {
      const signature = hmac(known.key, `${timestamp}${known.token}`);
      expect(await codeOf(request({ timestamp, signature }))).toBe('401 signature_malformed');
    },
  );

  it.each([
    ['a token that is too short', { token: known.token.slice(1) }],
    ['a token with a space', { token: ` ${known.token.slice(1)}` }],
    ['a token of other letters', { token: 'é'.repeat(50) }],
    ['a time with a sign', { timestamp: '-176371200' }],
    ['a time in words', { timestamp: 'yesterday1' }],
    ['a time with a new line', { timestamp: `${known.timestamp}\n` }],
    ['a signature in capitals', { signature: known.signature.toUpperCase() }],
    ['a signature that is cut short', { signature: known.signature.slice(2) }],
    ['a signature that is no hexadecimal', { signature: 'g'.repeat(64) }],
    ['an empty signature', { signature: '' }],
    ['a parent’s signature that is none', { 'parent-signature': 'x' }],
  ])('of %s is malformed', async (_, changes) => {
    expect(await codeOf(request(changes))).toBe('401 signature_malformed');
  });

  it.each(['timestamp', 'token', 'signature'])('without %s is missing', async (name) => {
    expect(await codeOf(request({ [name]: undefined }))).toBe('401 signature_missing');
    expect(await codeOf(request({ [name]: [known.token] }))).toBe('401 signature_missing');
    expect(await codeOf(request({ [name]: null }))).toBe('401 signature_missing');
  });

  it.each([
    '',
    'null',
    '7',
    '"signature"',
    '[]',
    '{}',
    '{"signature":null}',
    '{"signature":[]}',
    '{"signature"',
    '\0',
    'a=b',
  ])('is not in %j', async (body) => {
    expect(await codeOf(posted(body))).toBe('401 signature_missing');
  });

  it('is not looked for where a prototype could hold it', async () => {
    const block = JSON.stringify({
      timestamp: known.timestamp,
      token: known.token,
      signature: known.signature,
    });
    expect(await codeOf(posted(`{"__proto__":{"signature":${block}}}`))).toBe('401 signature_missing');
    expect(await codeOf(posted(`[{"signature":${block}}]`))).toBe('401 signature_missing');
  });
});

describe('an event of a subaccount', () => {
  const signed = `${known.timestamp}${known.token}`;
  const fromSubaccount = request({
    signature: hmac('a key of the subaccount', signed),
    'parent-signature': hmac(parentKey, signed),
  });

  it('is accepted with the parent’s key, or with its own', async () => {
    expect(await codeOf(fromSubaccount, parentKey)).toBe('accepted');
    const own = request({ 'parent-signature': hmac(parentKey, signed) });
    expect(await codeOf(own, known.key)).toBe('accepted');
    expect(await codeOf(request({ 'parent-signature': '' }))).toBe('accepted');
    expect(await codeOf(request({ 'parent-signature': null }))).toBe('accepted');
  });

  it('is refused with neither, and when only the token differs', async () => {
    expect(await codeOf(fromSubaccount)).toBe('401 signature_mismatch');
    const moved = request({ token: '0'.repeat(50), 'parent-signature': hmac(parentKey, signed) });
    expect(await codeOf(moved, parentKey)).toBe('401 signature_mismatch');
  });

  it('names the key that fitted', async () => {
    const keys = `${known.key},${parentKey}`;
    const [own, parents] = await Promise.all(
      [request(), fromSubaccount].map((one) => receiver(keys).verify(one, aMinuteLater)),
    );
    if (!own?.ok || !parents?.ok) throw new Error('both must be accepted');
    expect(own.verification.keyId).not.toBe(parents.verification.keyId);
  });
});

it('takes the form of before 2018 for what it is: signed, and to be kept', async () => {
  const { timestamp, token, signature } = known;
  const form = new URLSearchParams({
    event: 'bounced',
    recipient: 'ada@example.com',
    timestamp,
    token,
    signature,
  });
  const given = posted(form.toString());
  expect(await codeOf(given)).toBe('accepted');
  expect(await codeOf(posted(form.toString().replace(token, '0'.repeat(50))))).toBe('401 signature_mismatch');
  const context = { receivedAt: aMinuteLater, query: new URLSearchParams(), headers: given.headers };
  expect(receiver().read(given.body, context)).toStrictEqual([
    {
      outcome: 'unreadable',
      failure: 'body: form_instead_of_json',
      raw: 'event=bounced&recipient=ada%40example.com&timestamp=1763712003',
      encoding: 'text',
    },
  ]);
});

describe('MAILGUN_WEBHOOK_SIGNING_KEYS', () => {
  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (keys) => {
    expect(mailgun.configure({ MAILGUN_WEBHOOK_SIGNING_KEYS: keys })).toBeNull();
  });

  it('takes several, with spaces and a comma too many', async () => {
    expect(await codeOf(request(), ` ${parentKey} , ${known.key},`)).toBe('accepted');
  });

  it.each([
    ['only commas', ' , '],
    ['a word', 'hello'],
    ['a key with a space in it', '00112233445566 7899aabbccddeeff'],
    ['one good and one bad', `${known.key},hello`],
    ['letters beyond ASCII', 'ключключключключ'],
    ['a whole file', 'k'.repeat(201)],
  ])('refuses %s without showing it', (_, keys) => {
    const attempt = () => mailgun.configure({ MAILGUN_WEBHOOK_SIGNING_KEYS: keys });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^MAILGUN_WEBHOOK_SIGNING_KEYS: /);
    expect(attempt).not.toThrow(keys);
  });
});
