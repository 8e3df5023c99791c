import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { readBody } from './read.ts';
import { postmarkSender } from './sender.ts';

const token = '5f0c6a1e-aaaa-4bbb-8ccc-000000000000';
const id = '0a129aee-e1cd-480d-b08d-4f48548ff48d';
const taken = {
  status: 200,
  body: {
    To: sampleMail.to,
    SubmittedAt: '2026-11-21T12:00:00Z',
    MessageID: id,
    ErrorCode: 0,
    Message: 'OK',
  },
};
const { content } = sampleMail;
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());

function configure(extra: Readonly<Record<string, string>> = {}) {
  const environment = { EARSHOT_LOCAL: '1', POSTMARK_SERVER_TOKEN: token, POSTMARK_API_BASE: peer.origin };
  return postmarkSender.configure({ ...environment, ...extra });
}

const send = (message = sampleMail) => configure()?.send(message);
const lastBody = () => JSON.parse(peer.seen.at(-1)?.body ?? '');

describe('what Postmark is asked', () => {
  it('is one mail to one person, with our ids, and headers untouched', async () => {
    peer.behave(taken);
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: id, kind: 'accepted' });
    const { method, path, headers } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/email']);
    expect(headers).toMatchObject({
      'x-postmark-server-token': token,
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(headers).not.toHaveProperty('authorization');
    expect(lastBody()).toStrictEqual({
      From: '"Example & Söhne, Inc." <news@example.com>',
      To: 'ada@example.com',
      ReplyTo: 'help@example.com',
      Subject: content.subject,
      HtmlBody: content.html,
      TextBody: content.text,
      MessageStream: 'broadcast',
      Headers: [
        { Name: 'List-Unsubscribe', Value: content.headers['List-Unsubscribe'] },
        { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
      ],
      Metadata: {
        earshot_message_id: 'ntf_4f1c-email-0',
        earshot_category: 'billing',
        earshot_template: 'receipt',
      },
    });
  });

  it('uses the stream that the message belongs to', async () => {
    peer.behave(taken);
    await send({ ...sampleMail, stream: 'transactional' });
    expect(lastBody().MessageStream).toBe('outbound');
    const named = { POSTMARK_TRANSACTIONAL_STREAM: 'receipts', POSTMARK_BROADCAST_STREAM: 'news' };
    await configure(named)?.send({ ...sampleMail, stream: 'transactional' });
    expect(lastBody().MessageStream).toBe('receipts');
    await configure(named)?.send(sampleMail);
    expect(lastBody().MessageStream).toBe('news');
  });

  it('leaves out what Postmark would refuse the whole message for', async () => {
    peer.behave(taken);
    await send({ ...sampleMail, template: 'x'.repeat(81) });
    expect(Object.keys(lastBody().Metadata)).toEqual(['earshot_message_id', 'earshot_category']);
  });

  it('comes back in a webhook as the same message', async () => {
    peer.behave(taken);
    await send();
    const { To: Recipient, Metadata, MessageStream } = lastBody();
    const event = { RecordType: 'Delivery', DeliveredAt: '2026-11-21T12:00:01Z', MessageID: id };
    const body = Buffer.from(JSON.stringify({ ...event, Recipient, Metadata, MessageStream }));
    expect(readBody(body)).toMatchObject([
      {
        messageId: sampleMail.messageId,
        address: { value: sampleMail.to },
        data: { providerMessageId: id, category: sampleMail.category, template: sampleMail.template },
      },
    ]);
  });
});

describe('what Postmark answers', () => {
  const inactive =
    'You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ada@example.com. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.';

  it('tells of an inactive recipient without a new bounce', async () => {
    peer.behave({ status: 422, body: { ErrorCode: 406, Message: inactive } });
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'dropped',
      providerEvent: '422/406',
      codes: { provider: '406' },
      reason: inactive,
    });
  });

  it.each([
    ["Invalid 'To' address: 'ada@example'.", 'hard_bounced'],
    [
      "Error parsing 'To': Illegal email domain 'example.com.' in address 'ada@example.com.'.",
      'hard_bounced',
    ],
    ["Invalid 'From' address: 'news@example'.", 'failed'],
    ["Error parsing 'ReplyTo': Unclosed quoted string.", 'failed'],
    ['Provide either email TextBody or HtmlBody or both.', 'failed'],
  ])('blames the address only where it names it: %s', async (Message, kind) => {
    peer.behave({ status: 422, body: { ErrorCode: 300, Message } });
    expect(await send()).toMatchObject({ outcome: 'refused', kind, codes: { provider: '300' } });
  });

  it.each([
    [401, 10, 'Bad or missing API token.'],
    [422, 400, 'The Sender Signature was not found.'],
    [422, 405, 'Not allowed to send: out of credits.'],
    [422, 413, 'Account May Not Send.'],
    [422, 1235, 'The stream was not found.'],
  ])('says that %i with code %i is ours', async (status, ErrorCode, Message) => {
    peer.behave({ status, body: { ErrorCode, Message } });
    expect(await send()).toMatchObject({
      kind: 'failed',
      codes: { provider: String(ErrorCode) },
      reason: Message,
    });
  });

  it('is asked again after maintenance', async () => {
    peer.behave({ status: 422, body: { ErrorCode: 100, Message: 'Maintenance' } });
    expect(await send()).toMatchObject({ outcome: 'not_now', reason: '422/100' });
  });

  it('has not taken a message that it gives no id', async () => {
    peer.behave({ status: 200, body: { ErrorCode: 406, Message: inactive } });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });
});
