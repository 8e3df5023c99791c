import { describe, expect, it } from 'vitest';
import { ConfigurationError, type WebhookRequest } from '#server/providers/provider.ts';
import { postmark } from './postmark.ts';

const now = '2026-11-21T12:00:00.000Z';
const password = 'correct horse battery staple';
const credentials = `earshot:${password}`;
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

function request(authorization?: string): WebhookRequest {
  const headers = new Headers(authorization === undefined ? {} : { authorization });
  return { url: 'https://earshot.example.com/api/webhooks/postmark', headers, body: Buffer.from('{}') };
}

function receiver(value: string = credentials) {
  const configured = postmark.configure({ POSTMARK_WEBHOOK_CREDENTIALS: value });
  if (configured === null) throw new Error('not configured');
  return configured;
}

async function codeOf(authorization?: string, value?: string): Promise<string> {
  const verdict = await receiver(value).verify(request(authorization), now);
  return verdict.ok ? verdict.verification.scope : `${verdict.status} ${verdict.code}`;
}

describe('HTTP Basic', () => {
  it('lets in who knows the password, and says that nothing was signed', async () => {
    expect(await receiver().verify(request(basic(credentials)), now)).toStrictEqual({
      ok: true,
      verification: {
        scope: 'shared_secret',
        method: 'http-basic',
        keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    });
  });

  it.each([
    ['basic in small letters', basic(credentials).replace('Basic', 'basic')],
    ['two spaces', basic(credentials).replace(' ', '  ')],
  ])('takes %s', async (_, header) => {
    expect(await codeOf(header)).toBe('shared_secret');
  });

  it.each([
    ['another password', basic('earshot:another horse battery staple')],
    ['another user', basic(`Earshot:${password}`)],
    ['the password alone', basic(password)],
    ['a part of it', basic(credentials.slice(0, -1))],
    ['more than it', basic(`${credentials} `)],
    ['the colon elsewhere', basic(credentials.replace(':', '').replace(' ', ':'))],
    ['the whole variable of two', basic(`${credentials},other:${password}`)],
  ])('refuses %s with 401, since 403 would make Postmark give up', async (_, header) => {
    expect(await codeOf(header, `${credentials},other:${password}`)).toBe('401 signature_mismatch');
  });

  it.each([
    undefined,
    '',
    'Basic',
    'Basic ',
    `Bearer ${password}`,
    credentials,
    `Basic ${credentials}`,
    `${basic(credentials)}, ${basic(credentials)}`,
    `Basic ${Buffer.from(credentials).toString('base64url').replace('=', '')}!`,
    `Basic ${'A'.repeat(3000)}`,
  ])('refuses %j with 401', async (header) => {
    expect(await codeOf(header)).toMatch(/^401 signature_(?:missing|malformed)$/);
  });
});

describe('POSTMARK_WEBHOOK_CREDENTIALS', () => {
  it('can hold several, with spaces and a comma too many, and a colon in a password', async () => {
    const several = ` ${credentials} , other:with:a colon and more,`;
    expect(await codeOf(basic(credentials), several)).toBe('shared_secret');
    expect(await codeOf(basic('other:with:a colon and more'), several)).toBe('shared_secret');
  });

  it.each([undefined, '', '  '])('leaves the provider off when it is %j', (value) => {
    expect(postmark.configure({ POSTMARK_WEBHOOK_CREDENTIALS: value })).toBeNull();
  });

  it.each([
    ['no colon', 'correcthorsebatterystaple'],
    ['no user', `:${password}`],
    ['a password that can be guessed', 'earshot:fifteen-letters'],
    ['no password', 'earshot:'],
    ['only commas', ' , '],
    ['one good and one bad', `${credentials},hello`],
  ])('refuses %s without showing it', (_, value) => {
    const attempt = () => receiver(value);
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/^POSTMARK_WEBHOOK_CREDENTIALS: /);
    for (const part of value.split(/[:,]/)) if (part.trim().length > 7) expect(attempt).not.toThrow(part);
  });
});
