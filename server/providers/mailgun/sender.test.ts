import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { readBody } from './read.ts';
import { mailgunSender } from './sender.ts';

const key = 'key-0f0f0f0f0f0f0f0f';
const id = '20261121120000.1.ABCDEF@mail.example.com';
const taken = { status: 200, body: { id: `<${id}>`, message: 'Queued. Thank you.' } };
const { content } = sampleMail;
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());

const variables = { MAILGUN_API_KEY: key, MAILGUN_DOMAIN: 'mail.example.com' };

function send(message = sampleMail) {
  const environment = { EARSHOT_LOCAL: '1', ...variables, MAILGUN_API_BASE: peer.origin };
  return mailgunSender.configure(environment)?.send(message);
}

const lastForm = () => new URLSearchParams(peer.seen.at(-1)?.body);

describe('what Mailgun is asked', () => {
  it('is one mail to one person, with our ids, and headers untouched', async () => {
    peer.behave(taken);
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: id, kind: 'accepted' });
    const { method, path, headers } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/v3/mail.example.com/messages']);
    expect(headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`api:${key}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([...lastForm()]).toEqual([
      ['from', '"Example & Söhne, Inc." <news@example.com>'],
      ['to', 'ada@example.com'],
      ['subject', content.subject],
      ['text', content.text],
      ['html', content.html],
      ['h:Reply-To', 'help@example.com'],
      ['h:List-Unsubscribe', content.headers['List-Unsubscribe']],
      ['h:List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ['v:earshot_message_id', 'ntf_4f1c-email-0'],
      ['v:earshot_category', 'billing'],
      ['v:earshot_template', 'receipt'],
    ]);
  });

  it('comes back in a webhook as the same message', async () => {
    peer.behave(taken);
    const answer = await send();
    const form = lastForm();
    const variablesOf = [...form].filter(([name]) => name.startsWith('v:'));
    const event = {
      event: 'delivered',
      id: 'event-1',
      timestamp: 1_795_262_400.5,
      recipient: form.get('to'),
      message: { headers: { 'message-id': id } },
      'user-variables': Object.fromEntries(variablesOf.map(([name, value]) => [name.slice(2), value])),
    };
    const signature = { timestamp: '1795262400', token: 'a'.repeat(50), signature: 'b'.repeat(64) };
    expect(readBody(Buffer.from(JSON.stringify({ signature, 'event-data': event })))).toMatchObject([
      {
        messageId: sampleMail.messageId,
        address: { value: sampleMail.to },
        data: {
          providerMessageId: answer?.outcome === 'accepted' && answer.providerMessageId,
          category: sampleMail.category,
          template: sampleMail.template,
        },
      },
    ]);
  });
});

describe('what Mailgun answers', () => {
  it('blames the address only where it says that it is none', async () => {
    const message = "'to' parameter is not a valid address. please check documentation";
    peer.behave({ status: 400, body: { message } });
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: '400',
      codes: { provider: '400' },
      reason: message,
    });
  });

  it.each([
    [400, { message: "'from' parameter is not a valid address. please check documentation" }],
    [400, { message: 'to parameter is missing' }],
    [401, 'Forbidden'],
    [
      403,
      { message: 'Domain mail.example.com is not allowed to send: sandbox subdomains are for tests only.' },
    ],
    [404, { message: 'Domain not found: mail.example.com' }],
    [413, { message: 'Request entity too large' }],
  ])('says that a %i is ours: %o', async (status, body) => {
    peer.behave({ status, body });
    expect(await send()).toMatchObject({ outcome: 'refused', kind: 'failed', providerEvent: String(status) });
  });

  it('is asked again once its limit has passed', async () => {
    peer.behave({ status: 429, headers: { 'retry-after': '3' }, body: { message: 'Too many requests' } });
    expect(await send()).toEqual({ outcome: 'not_now', afterMs: 3000, reason: '429' });
  });
});

describe('what must be set', () => {
  it.each(Object.keys(variables))('names %s when only it is missing', (variable) => {
    expect(() => mailgunSender.configure({ ...variables, [variable]: '' })).toThrow(`${variable}: must be`);
  });

  it('takes a domain and no address', () => {
    expect(() => mailgunSender.configure({ ...variables, MAILGUN_DOMAIN: 'example.com/v3/other' })).toThrow(
      'MAILGUN_DOMAIN: must be',
    );
  });
});
