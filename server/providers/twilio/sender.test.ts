import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantFromMs } from '#server/domain/instant.ts';
import type { OutboundMessage } from '#server/providers/sender.ts';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { readBody } from './read.ts';
import { twilioSender } from './sender.ts';

const account = `AC${'0'.repeat(31)}1`;
const key = `SK${'0'.repeat(31)}2`;
const service = `MG${'0'.repeat(31)}3`;
const sid = `SM${'0'.repeat(31)}4`;
const secret = 'not-really-a-secret-0123456789';
const authTokens = `${'a'.repeat(32)},${'b'.repeat(32)}`;
const message: OutboundMessage<'sms'> = {
  messageId: 'ntf_4f1c-sms-0',
  category: 'billing & dues',
  template: 'reminder',
  stream: 'transactional',
  to: '+15005550006',
  content: { text: 'Your invoice of 12 € is due: https://example.com/i?a=1&b=2' },
  callbackUrl: 'https://earshot.example.com/api/webhooks/twilio',
};
const taken = { status: 201, body: { sid, status: 'queued', error_code: null, error_message: null } };
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());

const usual = {
  TWILIO_ACCOUNT_SID: account,
  TWILIO_API_KEY: key,
  TWILIO_API_SECRET: secret,
  TWILIO_MESSAGING_SERVICE_SID: service,
};

function configure(extra: Readonly<Record<string, string>> = {}) {
  return twilioSender.configure({ EARSHOT_LOCAL: '1', TWILIO_API_BASE: peer.origin, ...usual, ...extra });
}

const send = (changes: Partial<OutboundMessage<'sms'>> = {}) => configure()?.send({ ...message, ...changes });
const lastForm = () => Object.fromEntries(new URLSearchParams(peer.seen.at(-1)?.body ?? ''));
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('what Twilio is asked', () => {
  it('is one text to one number, and to report with our ids', async () => {
    peer.behave(taken);
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: sid, kind: 'accepted' });
    const { method, path, headers } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', `/2010-04-01/Accounts/${account}/Messages.json`]);
    expect(headers).toMatchObject({
      authorization: basic(key, secret),
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(lastForm()).toStrictEqual({
      To: '+15005550006',
      MessagingServiceSid: service,
      Body: message.content.text,
      StatusCallback:
        'https://earshot.example.com/api/webhooks/twilio?earshot_message_id=ntf_4f1c-sms-0' +
        '&earshot_category=billing+%26+dues&earshot_template=reminder#rc=5&rp=all',
    });
  });

  it('comes back in a callback as the same message', async () => {
    peer.behave(taken);
    await send();
    const { To, StatusCallback = '' } = lastForm();
    const body = new URLSearchParams({ MessageSid: sid, MessageStatus: 'delivered', To: To ?? '' });
    const context = { receivedAt: instantFromMs(0), query: new URL(StatusCallback).searchParams };
    expect(readBody(Buffer.from(String(body)), context)).toMatchObject([
      {
        kind: 'delivered',
        messageId: message.messageId,
        data: { providerMessageId: sid, category: message.category, template: message.template },
      },
    ]);
  });

  it('signs in with the first Auth Token where there is no API key', async () => {
    peer.behave(taken);
    await configure({ TWILIO_API_KEY: '', TWILIO_API_SECRET: '', TWILIO_AUTH_TOKENS: authTokens })?.send(
      message,
    );
    expect(peer.seen.at(-1)?.headers.authorization).toBe(basic(account, 'a'.repeat(32)));
  });

  it.each(['+15005550001', 'Example Inc', '72345'])(
    'sends from %s where no service chooses',
    async (from) => {
      peer.behave(taken);
      await configure({ TWILIO_MESSAGING_SERVICE_SID: '', TWILIO_FROM: from })?.send(message);
      expect(lastForm()).toMatchObject({ From: from });
      expect(lastForm()).not.toHaveProperty('MessagingServiceSid');
    },
  );

  it.each(['http://localhost:3000/x', 'http://127.0.0.1/x', 'http://[::1]:3000/x'])(
    'has no callback to %s, which Twilio would refuse the message for',
    async (callbackUrl) => {
      peer.behave(taken);
      await send({ callbackUrl });
      expect(lastForm()).not.toHaveProperty('StatusCallback');
    },
  );
});

describe('what Twilio is not asked', () => {
  it.each([
    ['15005550006', 'hard_bounced'],
    ['+1 500 555 0006', 'hard_bounced'],
    ['+15005550006,+15005550007', 'hard_bounced'],
    ['whatsapp:+15005550006', 'hard_bounced'],
    ['+1911', 'hard_bounced'],
    ['+999123456789', 'hard_bounced'],
    ['+1500555000', 'hard_bounced'],
    ['ada@example.com', 'hard_bounced'],
    ['+499001123456', 'dropped'],
  ])('is to send to %s', async (to, kind) => {
    peer.behave(taken);
    const before = peer.seen.length;
    expect(await send({ to })).toMatchObject({ outcome: 'refused', kind, providerEvent: 'not_asked' });
    expect(peer.seen.length).toBe(before);
  });
});

describe('what Twilio answers', () => {
  const answer = (status: number, code: number, text = 'Said so.') =>
    peer.behave({
      status,
      body: { code, message: text, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    });

  it('tells that a person said STOP, as no bounce but a wish', async () => {
    answer(400, 21610, 'Attempt to send to unsubscribed recipient');
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'dropped',
      providerEvent: '400/21610',
      codes: { provider: '21610' },
      reason: 'Attempt to send to unsubscribed recipient',
      optedOut: 'sender',
    });
  });

  it.each([
    [400, 21211, 'hard_bounced'],
    [400, 21614, 'hard_bounced'],
    [400, 21635, 'hard_bounced'],
    [400, 30450, 'dropped'],
    [401, 20003, 'failed'],
    [404, 20404, 'failed'],
    [400, 21408, 'failed'],
    [400, 21606, 'failed'],
    [400, 21617, 'failed'],
    [400, 21705, 'failed'],
    [400, 99999, 'failed'],
  ])('%i with %i is a refusal, %s, and nobody’s wish', async (status, code, kind) => {
    answer(status, code);
    const refused = await send();
    expect(refused).toMatchObject({ outcome: 'refused', kind, codes: { provider: String(code) } });
    expect(refused).not.toHaveProperty('optedOut');
  });

  it.each([
    [429, 20429],
    [429, 30005],
    [400, 14107],
    [400, 21611],
  ])('%i with %i passes', async (status, code) => {
    answer(status, code);
    expect(await send()).toEqual({ outcome: 'not_now', afterMs: null, reason: `${status}/${code}` });
  });

  it.each([
    [500, 20500],
    [503, 20503],
    [500, 21610],
    [504, 20504],
  ])('%i with %i leaves open whether the text was sent', async (status, code) => {
    answer(status, code);
    expect(await send()).toEqual({ outcome: 'unknown', reason: `${status}/${code}` });
  });

  it.each([
    { sid, status: 'failed', error_code: 30008 },
    { sid: 'none', status: 'queued' },
    { status: 'queued' },
  ])('takes no yes that is none: %o', async (body) => {
    peer.behave({ status: 201, body });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });

  it('shows no Auth Token that it repeats', async () => {
    answer(400, 21617, `Got ${basic(account, 'a'.repeat(32))} of ${'a'.repeat(32)}.`);
    const transport = configure({ TWILIO_API_KEY: '', TWILIO_AUTH_TOKENS: authTokens });
    expect(await transport?.send(message)).toMatchObject({ reason: 'Got Basic [secret] of [secret].' });
  });
});

describe('its variables', () => {
  it('leave it off where only webhooks are verified', () => {
    expect(twilioSender.configure({ TWILIO_AUTH_TOKENS: authTokens })).toBeNull();
  });

  it.each([
    [{ TWILIO_ACCOUNT_SID: key }, 'TWILIO_ACCOUNT_SID'],
    [{ TWILIO_API_KEY: '' }, 'TWILIO_API_KEY'],
    [{ TWILIO_API_KEY: account }, 'TWILIO_API_KEY'],
    [{ TWILIO_API_SECRET: '' }, 'TWILIO_API_SECRET'],
    [{ TWILIO_MESSAGING_SERVICE_SID: '' }, 'TWILIO_MESSAGING_SERVICE_SID'],
    [{ TWILIO_FROM: '+15005550001' }, 'TWILIO_FROM'],
    [{ TWILIO_MESSAGING_SERVICE_SID: '', TWILIO_FROM: 'Much too long a name' }, 'TWILIO_FROM'],
    [{ TWILIO_API_BASE: 'ftp://example.com' }, 'TWILIO_API_BASE'],
  ])('are refused by name: %o', (changes, variable) => {
    expect(() => configure(changes)).toThrow(expect.objectContaining({ variable }));
  });
});
