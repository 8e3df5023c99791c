import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { readBody } from './read.ts';
import { sendgridSender } from './sender.ts';

const key = 'SG.test.0123456789';
const id = '14c5d75ce93.dfd.64b469';
const { content } = sampleMail;
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());

function send(message = sampleMail) {
  const environment = { EARSHOT_LOCAL: '1', SENDGRID_API_KEY: key, SENDGRID_API_BASE: `${peer.origin}/` };
  return sendgridSender.configure(environment)?.send(message);
}

describe('what SendGrid is asked', () => {
  it('is one mail to one person, with our ids, and headers untouched', async () => {
    peer.behave({ status: 202, headers: { 'x-message-id': id } });
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: id, kind: 'accepted' });
    const { method, path, headers, body } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/v3/mail/send']);
    expect(headers).toMatchObject({
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': 'Earshot',
    });
    expect(JSON.parse(body)).toStrictEqual({
      personalizations: [
        {
          to: [{ email: 'ada@example.com' }],
          custom_args: {
            earshot_message_id: 'ntf_4f1c-email-0',
            earshot_category: 'billing',
            earshot_template: 'receipt',
          },
        },
      ],
      from: { email: 'news@example.com', name: 'Example & Söhne, Inc.' },
      reply_to: { email: 'help@example.com' },
      subject: content.subject,
      content: [
        { type: 'text/plain', value: content.text },
        { type: 'text/html', value: content.html },
      ],
      headers: content.headers,
    });
  });

  it('leaves out an empty part, which SendGrid refuses', async () => {
    await send({ ...sampleMail, content: { ...content, text: '' } });
    expect(JSON.parse(peer.seen.at(-1)?.body ?? '').content).toEqual([
      { type: 'text/html', value: content.html },
    ]);
  });

  it('comes back in a webhook as the same message', async () => {
    peer.behave({ status: 202, headers: { 'x-message-id': id } });
    const answer = await send();
    const [{ custom_args, to }] = JSON.parse(peer.seen.at(-1)?.body ?? '').personalizations;
    const event = {
      ...custom_args,
      event: 'processed',
      email: to[0].email,
      timestamp: 1_795_262_400,
      sg_message_id: `${id}.recvd-5f54f5c7bb-hbsbr-1-5F63F3E8-53.0`,
    };
    expect(readBody(Buffer.from(JSON.stringify([event])))).toMatchObject([
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

describe('what SendGrid answers', () => {
  const error = (field: string | null, message: string) => ({ errors: [{ message, field, help: null }] });

  it('blames the address only when its form is at fault', async () => {
    const field = 'personalizations.0.to.0.email';
    peer.behave({ status: 400, body: error(field, 'Does not contain a valid address.') });
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: `400/${field}`,
      codes: { provider: field },
      reason: 'Does not contain a valid address.',
    });
  });

  it.each([
    [400, error('from.email', 'Does not contain a valid address.'), '400/from.email'],
    [
      400,
      error('personalizations.0.to.0.email', 'The to email parameter is required.'),
      '400/personalizations.0.to.0.email',
    ],
    [
      400,
      {
        errors: [
          ...error('personalizations.0.to.0.email', 'Does not contain a valid address.').errors,
          ...error('subject', 'The subject is required.').errors,
        ],
      },
      '400/personalizations.0.to.0.email',
    ],
    [401, error(null, 'The provided authorization grant is invalid, expired, or revoked'), '401'],
    [403, error('from', 'The from address does not match a verified Sender Identity.'), '403/from'],
    [413, 'too large', '413'],
  ])('says that a %i is ours: %o', async (status, body, providerEvent) => {
    peer.behave({ status, body });
    expect(await send()).toMatchObject({ outcome: 'refused', kind: 'failed', providerEvent });
  });

  it('waits until its limit is reset', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1_795_262_400_000);
    peer.behave({
      status: 429,
      headers: {
        'x-ratelimit-limit': '150',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1795262442',
      },
      body: error(null, 'too many requests'),
    });
    const answer = await send();
    vi.restoreAllMocks();
    expect(answer).toEqual({ outcome: 'not_now', afterMs: 42_000, reason: '429' });
  });

  it('does not take sandbox mode for sending', async () => {
    peer.behave({ status: 200, headers: { 'x-message-id': id } });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });

  it('takes 202 at its word even where no id comes with it', async () => {
    peer.behave({ status: 202 });
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: null, kind: 'accepted' });
  });
});
