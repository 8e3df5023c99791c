import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { readBody } from './read.ts';
import { resendSender } from './sender.ts';

const key = 're_test_0123456789';
const id = '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794';
const taken = { status: 200, body: { id } };
const { content } = sampleMail;
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());

function transport() {
  const environment = { EARSHOT_LOCAL: '1', RESEND_API_KEY: key, RESEND_API_BASE: peer.origin };
  return resendSender.configure(environment);
}

const send = (message = sampleMail) => transport()?.send(message);
const lastBody = () => JSON.parse(peer.seen.at(-1)?.body ?? '');

describe('what Resend is asked', () => {
  it('is one mail to one person, with our ids, and headers untouched', async () => {
    peer.behave(taken);
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: id, kind: 'accepted' });
    const { method, path, headers } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/emails']);
    expect(headers).toMatchObject({
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'user-agent': 'Earshot',
    });
    expect(lastBody()).toStrictEqual({
      from: '"Example & Söhne, Inc." <news@example.com>',
      to: ['ada@example.com'],
      reply_to: 'help@example.com',
      subject: content.subject,
      html: content.html,
      text: content.text,
      headers: content.headers,
      tags: [
        { name: 'earshot_message_id', value: 'ntf_4f1c-email-0' },
        { name: 'earshot_category', value: 'billing' },
        { name: 'earshot_template', value: 'receipt' },
      ],
    });
  });

  it('is told which message it is, so that asking again cannot send twice', async () => {
    peer.behave({ status: 504 });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
    peer.behave(taken);
    await send();
    const keys = peer.seen.slice(-2).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([sampleMail.messageId, sampleMail.messageId]);
    expect(transport()?.isIdempotent).toBe(true);
  });

  it('leaves out a tag that Resend would refuse the whole message for', async () => {
    peer.behave(taken);
    await send({ ...sampleMail, template: 'receipt.v2 für alle' });
    expect(lastBody().tags).toHaveLength(2);
  });

  it('comes back in a webhook as the same message', async () => {
    peer.behave(taken);
    await send();
    const { to, tags } = lastBody();
    const event = {
      type: 'email.delivered',
      created_at: '2026-11-21T12:00:01.000Z',
      data: {
        email_id: id,
        to,
        tags: Object.fromEntries(tags.map(({ name, value }: Record<string, string>) => [name, value])),
      },
    };
    expect(readBody(Buffer.from(JSON.stringify(event)))).toMatchObject([
      {
        messageId: sampleMail.messageId,
        address: { value: sampleMail.to },
        data: { providerMessageId: id, category: sampleMail.category, template: sampleMail.template },
      },
    ]);
  });
});

describe('what Resend answers', () => {
  const error = (statusCode: number, name: string, message: string) => ({ statusCode, name, message });
  const badForm =
    'Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.';

  it('blames the address only when its form is at fault', async () => {
    peer.behave({ status: 422, body: error(422, 'validation_error', badForm) });
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: '422/validation_error',
      codes: { provider: 'validation_error' },
      reason: badForm,
    });
  });

  it.each([
    [400, 'validation_error', 'We found an error with one or more fields in the request.'],
    [401, 'missing_api_key', 'Missing API key in the authorization header.'],
    [403, 'invalid_api_key', 'API key is invalid.'],
    [403, 'validation_error', 'You can only send testing emails to your own email address.'],
    [422, 'validation_error', badForm.replace('`to`', '`from`')],
    [422, 'missing_required_field', 'The request body is missing one or more required fields.'],
    [451, 'security_error', 'We may have found a security issue with the request.'],
  ])('says that %i %s is ours', async (status, name, message) => {
    peer.behave({ status, body: error(status, name, message) });
    expect(await send()).toMatchObject({ kind: 'failed', codes: { provider: name }, reason: message });
  });

  it.each(['concurrent_idempotent_requests', 'invalid_idempotent_request'])(
    'leaves open what another request under the same key became: %s',
    async (name) => {
      peer.behave({ status: 409, body: error(409, name, 'Same idempotency key.') });
      expect(await send()).toEqual({ outcome: 'unknown', reason: `409/${name}` });
    },
  );

  it.each(['rate_limit_exceeded', 'daily_quota_exceeded', 'monthly_quota_exceeded'])(
    'is asked again after %s',
    async (name) => {
      peer.behave({ status: 429, headers: { 'retry-after': '1' }, body: error(429, name, 'Too many.') });
      expect(await send()).toEqual({ outcome: 'not_now', afterMs: 1000, reason: `429/${name}` });
    },
  );

  it('is asked again after its own error', async () => {
    peer.behave({ status: 500, body: error(500, 'application_error', 'An unexpected error occurred.') });
    expect(await send()).toEqual({ outcome: 'not_now', afterMs: null, reason: '500/application_error' });
  });
});
