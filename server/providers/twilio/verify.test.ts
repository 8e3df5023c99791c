import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#server/providers/provider.ts';
import { searchOf } from './signed-urls.ts';
import { twilio } from './twilio.ts';
import { authToken, signatureHeader, signatureOf, verifyRequest } from './verify.ts';

/** The vectors that Twilio publishes with its own libraries; all of one token. */
const token = '12345';
const endpoint = 'https://mycompany.com/myapp.php';
const url = `${endpoint}?foo=1&bar=2`;
const call = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const form = (fields: Record<string, string> | string[][]) => new URLSearchParams(fields).toString();
const verify = (signature: string, at: string, body: string | Buffer, known = endpoint) =>
  verifyRequest([authToken(token)], known, {
    url: at,
    headers: new Headers({ [signatureHeader]: signature }),
    body: Buffer.from(body),
  });
const accepted = { ok: true };
const refused = { ok: false, status: 403, code: 'signature_mismatch' };
const json = '{"property": "value", "boolean": true}';
const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';

describe('the published vectors', () => {
  it.each([
    ['a form', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', endpoint],
    [
      'a form, when we know a port that was taken off',
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
      `https://mycompany.com:1234/myapp.php`,
    ],
    ['a form, signed with the port that goes without saying', 'kvajT1Ptam85bY51eRf/AJRuM3w=', endpoint],
    ['a form over HTTP with a port', 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=', 'http://mycompany.com:1234/myapp.php'],
    [
      'a form over HTTP, signed with port 80',
      '0ZXoZLH/DfblKGATFgpif+LLRf4=',
      'http://mycompany.com/myapp.php',
    ],
    ['credentials', 'CukzLTc1tT5dXEDIHm/tKBanW10=', 'https://user:pass@mycompany.com/myapp.php'],
    ['a name alone', '2YRLlVAflCqxaNicjMpJcSTgzSs=', 'https://user@mycompany.com/myapp.php'],
    ['credentials and a port', 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=', 'https://user:pass@mycompany.com/myapp.php'],
  ])('%s', (_, signature, known) => {
    expect(verify(signature, url, form(call), known)).toStrictEqual({
      ok: true,
      verification: {
        scope: 'full_body',
        method: 'hmac-sha1',
        keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    });
    expect(verify(signature, url, form({ ...call, Digits: '1235' }), known)).toMatchObject(refused);
  });

  it.each(["It's+amazing", 'It%27s+amazing'])('a query with an apostrophe that arrives as %s', (text) => {
    expect(verify('dsq4Ehbj6cs+KdTkpF5sSSplOWw=', `${url}&Body=${text}`, form(call))).toMatchObject(accepted);
  });

  it.each([[['+1325xxxxxxx', '+1415xxxxxxx']], [['+1415xxxxxxx', '+1325xxxxxxx']]])(
    'a field with several values, in the order %j',
    (addresses) => {
      const body = form(addresses.map((address) => ['MessagingBinding.Address', address]));
      expect(verify('83O6e2vORAoJHUNzJjDWN1jz+BA=', url, body)).toMatchObject(accepted);
    },
  );

  it('several values of which one is repeated', () => {
    const digits = ['5678', '1234', '1234'].map((value) => ['Digits', value]);
    const body = form([['Sid', 'CA123'], ['SidAccount', 'AC123'], ...digits]);
    expect(verify('IK+Dwps556ElfBT0I3Rgjkr1wJU=', url, body)).toMatchObject(accepted);
  });

  it.each([
    ['among other parameters', 'a9nBmqA0ju/hNViExpshrM61xv4=', `${url}&bodySHA256=${hash}`, json],
    ['alone', 'y77kIzt2vzLz71DgmJGsen2scGs=', `${endpoint}?bodySHA256=${hash}`, json],
    [
      'of an empty object',
      'Ldidvp12m26NI7eqEvxnEpkd9Hc=',
      `${url}&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`,
      '{}',
    ],
  ])('JSON bound by its hash %s', (_, signature, at, body) => {
    expect(verify(signature, at, body)).toMatchObject({
      ok: true,
      verification: { scope: 'full_body', method: 'hmac-sha1-body-sha256' },
    });
    expect(verify(signature, at, `${body} `)).toMatchObject(refused);
  });
});

const base = 'https://earshot.example.com';
const ours = `${base}/api/webhooks/twilio`;
const secret = '0123456789abcdef0123456789abcdef';
const sign = (at: string, signed = '') => signatureOf(secret, at, signed).toString('base64');
const receiver = (environment: Record<string, string> = {}) => {
  const configured = twilio.configure({
    TWILIO_AUTH_TOKENS: secret,
    PUBLIC_BASE_URL: base,
    ...environment,
  });
  if (configured === null) throw new Error('not configured');
  return configured;
};
const post = (at: string, signature: string | null, body = '', environment = {}) =>
  receiver(environment).verify(
    {
      url: at,
      headers: new Headers(signature === null ? {} : { [signatureHeader]: signature }),
      body: Buffer.from(body),
    },
    '2025-11-21T08:00:00.000Z',
  );

describe('a callback', () => {
  const query = '?earshot_message_id=msg_1&earshot_template=a+b%20c';
  const body = 'To=%2B15005551234&MessageStatus=sent&ErrorCode=&Body=%C3%A9+%F0%9F%98%80';
  const signed = 'Bodyé 😀ErrorCodeMessageStatussentTo+15005551234';

  it('is known behind a proxy, whatever address reaches us', async () => {
    const signature = sign(`${ours}${query}`, signed);
    for (const inside of [ours, 'http://127.0.0.1:3000/api/webhooks/twilio', 'http://n/elsewhere']) {
      expect(await post(`${inside}${query}`, signature, body)).toMatchObject(accepted);
    }
  });

  it.each([
    'https://earshot.example.com/',
    ' https://earshot.example.com ',
    'https://earshot.example.com:443',
  ])('is known when PUBLIC_BASE_URL is written %j', async (PUBLIC_BASE_URL) => {
    for (const host of ['earshot.example.com', 'earshot.example.com:443']) {
      const signature = sign(`https://${host}/api/webhooks/twilio${query}`, signed);
      expect(await post(`${ours}${query}`, signature, body, { PUBLIC_BASE_URL })).toMatchObject(accepted);
    }
  });

  it.each([
    ['scheme', 'http://earshot.example.com/api/webhooks/twilio'],
    ['host', 'https://other.example.com/api/webhooks/twilio'],
    ['port', 'https://earshot.example.com:8443/api/webhooks/twilio'],
    ['path', 'https://earshot.example.com/api/webhooks/other'],
  ])('is refused when it was signed for another %s', async (_, known) => {
    expect(await post(`${ours}${query}`, sign(`${known}${query}`, signed), body)).toMatchObject(refused);
  });

  it.each([
    ['another id', '?earshot_message_id=msg_2&earshot_template=a+b%20c'],
    ['more', `${query}&earshot_category=x`],
    ['no query', ''],
    ['the order changed', '?earshot_template=a+b%20c&earshot_message_id=msg_1'],
  ])('is refused with %s in the query', async (_, changed) => {
    expect(await post(`${ours}${changed}`, sign(`${ours}${query}`, signed), body)).toMatchObject(refused);
  });

  it('is refused when a field moves into the query or the query into a field', async () => {
    const plain = sign(ours, signed);
    expect(await post(`${ours}?Body=x`, plain, body)).toMatchObject(refused);
    expect(await post(ours, sign(`${ours}${query}`, signed), body)).toMatchObject(refused);
  });

  it('is refused with more fields than any callback has, before they are sorted', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `f${index}=`).join('&');
    expect(await post(ours, sign(ours), many)).toMatchObject({ status: 401, code: 'signature_malformed' });
  });

  it.each([
    ['no signature', null, 'signature_missing'],
    ['an empty one', '', 'signature_missing'],
    ['one that is too short', Buffer.alloc(19).toString('base64'), 'signature_malformed'],
    ['a SHA-256', Buffer.alloc(32).toString('base64'), 'signature_malformed'],
    ['base64url', '_-'.repeat(14), 'signature_malformed'],
    ['another', Buffer.alloc(20).toString('base64'), 'signature_mismatch'],
  ])('is refused with %s', async (_, signature, code) => {
    expect(await post(ours, signature, body)).toMatchObject({ ok: false, code });
  });
});

describe('a body that is bound by its hash', () => {
  const body = '[{"type":"com.twilio.messaging.message.sent"}]';
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const bound = `${ours}?a=1&bodySHA256=${hashOf(body)}`;

  it('is known, and refused when a byte of it is another', async () => {
    expect(await post(bound, sign(bound), body)).toMatchObject(accepted);
    expect(await post(bound, sign(bound), body.replace('sent', 'read'))).toMatchObject(refused);
  });

  it('is refused with its own hash when that was not signed', async () => {
    const forged = body.replace('sent', 'read');
    const rebound = bound.replace(hashOf(body), hashOf(forged));
    expect(await post(rebound, sign(bound), forged)).toMatchObject(refused);
    expect(await post(bound.replace('a=1', 'a=2'), sign(bound), body)).toMatchObject(refused);
  });

  it('is what the rehearsal sends, where the body is JSON', async () => {
    const { headers, query = '' } = twilio.rehearsal.sign(Buffer.from(body), {
      secret,
      signedAt: '2025-11-21T08:00:00.000Z',
      url: ours,
    });
    expect(query).toBe(`?bodySHA256=${hashOf(body)}`);
    expect(headers['content-type']).toBe('application/json');
    expect(await post(`${ours}${query}`, headers[signatureHeader] ?? '', body)).toMatchObject({
      ok: true,
      verification: { method: 'hmac-sha1-body-sha256' },
    });
  });

  it.each([
    ['twice', `?bodySHA256=${'0'.repeat(64)}&bodySHA256=${hashOf(body)}`],
    ['cut short', `?bodySHA256=${hashOf(body).slice(2)}`],
    ['empty', '?bodySHA256='],
    ['no hash', `?bodySHA256=${'x'.repeat(64)}`],
    ['before the end, where the text of a message may stand', `?bodySHA256=${hashOf(body)}&x=1`],
  ])('is refused when the hash is there %s', async (_, query) => {
    const at = `${ours}${query}`;
    expect(searchOf(at)).toBe(query);
    expect(await post(at, sign(at), body)).toMatchObject(refused);
  });

  it('is refused when a form is signed and the hash in a field of it', async () => {
    const signature = sign(ours, `bodySHA256${hashOf(body)}`);
    expect(await post(`${ours}?bodySHA256=${hashOf(body)}`, signature, body)).toMatchObject(refused);
  });
});

describe('TWILIO_AUTH_TOKENS', () => {
  const other = 'f'.repeat(32);

  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (TWILIO_AUTH_TOKENS) => {
    expect(twilio.configure({ TWILIO_AUTH_TOKENS })).toBeNull();
  });

  it('takes several, with spaces and a comma too many', async () => {
    const environment = { TWILIO_AUTH_TOKENS: ` ${other} , ${secret},` };
    expect(await post(ours, sign(ours, 'ab'), 'a=b', environment)).toMatchObject(accepted);
  });

  it.each([
    ['only commas', ' , '],
    ['a word', 'hello'],
    ['an Account SID', `AC${'0'.repeat(32)}`],
    ['the SID of an API key', `SK${'a'.repeat(32)}`],
    ['one good and one bad', `${secret},hello`],
  ])('refuses %s without showing it', (_, tokens) => {
    const attempt = () => receiver({ TWILIO_AUTH_TOKENS: tokens });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^TWILIO_AUTH_TOKENS: /);
    expect(attempt).not.toThrow(tokens);
  });

  it.each(['', 'earshot.example.com', 'ftp://example.com', 'https://example.com?a=1', 'https://:0/'])(
    'needs the address that Twilio signs: %j is none',
    (PUBLIC_BASE_URL) => {
      expect(() => receiver({ PUBLIC_BASE_URL })).toThrow(/^PUBLIC_BASE_URL: /);
    },
  );
});
