import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpPeer, httpPeer, type SeenRequest } from '#server/testing/http-peer.ts';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { readBody } from './read.ts';
import { sesSender } from './sender.ts';

const id = '0107018f-aaaa-bbbb-cccc-000000000000-000000';
const taken = { status: 200, body: { MessageId: id } };
const secretKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const credentials = {
  SES_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: secretKey,
};
const { content } = sampleMail;
let peer: HttpPeer;

beforeAll(async () => {
  peer = await httpPeer();
});
afterAll(() => peer.close());

function send(message = sampleMail, extra: Readonly<Record<string, string>> = {}) {
  const environment = { EARSHOT_LOCAL: '1', ...credentials, SES_API_BASE: peer.origin, ...extra };
  return sesSender.configure(environment)?.send(message);
}

const lastBody = () => JSON.parse(peer.seen.at(-1)?.body ?? '');

/** Signs what was seen once more, as AWS describes it; source: docs.aws.amazon.com, Signature Version 4, create. */
function signatureOf({ method, path, headers, body }: SeenRequest): string {
  const { authorization = '' } = headers;
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const hex = (text: string) => createHash('sha256').update(text).digest('hex');
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = [method, path, '', lines.join(''), names, hex(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hex(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(mac, `AWS4${secretKey}`);
  return mac(key, toSign).toString('hex');
}

describe('what SES is asked', () => {
  it('is one mail to one person, with our ids, and headers untouched', async () => {
    peer.behave(taken);
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: id, kind: 'accepted' });
    const { method, path, headers } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/v2/email/outbound-emails']);
    expect(headers['content-type']).toBe('application/json');
    expect(lastBody()).toStrictEqual({
      FromEmailAddress: '=?UTF-8?B?RXhhbXBsZSAmIFPDtmhuZSwgSW5jLg==?= <news@example.com>',
      Destination: { ToAddresses: ['ada@example.com'] },
      ReplyToAddresses: ['help@example.com'],
      Content: {
        Simple: {
          Subject: { Data: content.subject, Charset: 'UTF-8' },
          Body: {
            Text: { Data: content.text, Charset: 'UTF-8' },
            Html: { Data: content.html, Charset: 'UTF-8' },
          },
          Headers: [
            { Name: 'List-Unsubscribe', Value: content.headers['List-Unsubscribe'] },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
        },
      },
      EmailTags: [
        { Name: 'earshot_message_id', Value: 'ntf_4f1c-email-0' },
        { Name: 'earshot_category', Value: 'billing' },
        { Name: 'earshot_template', Value: 'receipt' },
      ],
    });
  });

  it('is signed for SES in its region, over the body, the host and the session', async () => {
    peer.behave(taken);
    await send(sampleMail, { AWS_SESSION_TOKEN: 'session-token-of-a-role' });
    const request = peer.seen.at(-1)!;
    const { authorization = '' } = request.headers;
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/ses\/aws4_request, /,
    );
    expect(authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token, ');
    expect(request.headers['x-amz-security-token']).toBe('session-token-of-a-role');
    expect(authorization).toContain(`Signature=${signatureOf(request)}`);
    expect(authorization).not.toContain(signatureOf({ ...request, body: `${request.body} ` }));
    expect(JSON.stringify(request)).not.toContain(secretKey);
  });

  it('uses the configuration set', async () => {
    peer.behave(taken);
    await send(sampleMail, { SES_CONFIGURATION_SET: 'earshot' });
    expect(lastBody().ConfigurationSetName).toBe('earshot');
  });

  it('holds ASCII where SES takes nothing else', async () => {
    peer.behave(taken);
    const name = 'Ä'.repeat(60);
    const from = { address: 'news@exämple.com', name };
    await send({ ...sampleMail, to: 'ada@exämple.com', content: { ...content, from } });
    const { FromEmailAddress, Destination } = lastBody();
    expect(Destination.ToAddresses).toEqual(['ada@xn--exmple-cua.com']);
    const words: string[] = FromEmailAddress.split(' ');
    expect(words.pop()).toBe('<news@xn--exmple-cua.com>');
    expect(words.every((word) => word.length <= 75)).toBe(true);
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString());
    expect(decoded.join('')).toBe(name);
  });

  it('leaves out a tag that SES would refuse the whole message for', async () => {
    peer.behave(taken);
    await send({ ...sampleMail, template: 'receipt v2' });
    expect(lastBody().EmailTags).toHaveLength(2);
  });

  it('comes back in an event as the same message', async () => {
    peer.behave(taken);
    await send();
    const { Destination, EmailTags } = lastBody();
    const tags = EmailTags.map(({ Name, Value }: Record<string, string>) => [Name, [Value]]);
    const event = {
      eventType: 'Send',
      mail: {
        messageId: id,
        timestamp: '2026-11-21T12:00:00.000Z',
        destination: Destination.ToAddresses,
        tags: Object.fromEntries(tags),
      },
      send: {},
    };
    expect(readBody(Buffer.from(JSON.stringify(event)), '2026-11-21T12:00:01.000Z')).toMatchObject([
      {
        messageId: sampleMail.messageId,
        address: { value: sampleMail.to },
        data: { providerMessageId: id, category: sampleMail.category, template: sampleMail.template },
      },
    ]);
  });
});

describe('what SES answers', () => {
  it.each([
    [400, 'MessageRejected', 'Email address is not verified.'],
    [400, 'BadRequestException', 'Missing final "@domain"'],
    [400, 'MailFromDomainNotVerifiedException', 'The sending domain is not verified.'],
    [400, 'SendingPausedException', 'Sending is paused for this account.'],
    [400, 'AccountSuspendedException', 'Sending is shut down for this account.'],
    [403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.'],
    [403, 'ExpiredTokenException', 'The security token included in the request is expired.'],
    [404, 'NotFoundException', 'Configuration set <earshot> does not exist.'],
  ])('says that %i %s is ours', async (status, type, message) => {
    peer.behave({
      status,
      headers: { 'x-amzn-errortype': `${type}:http://internal.example.com/` },
      body: { message },
    });
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'failed',
      providerEvent: `${status}/${type}`,
      codes: { provider: type },
      reason: message,
    });
  });

  it('reads the type of an error from the body too', async () => {
    peer.behave({ status: 400, body: { __type: 'com.amazonaws.ses#MessageRejected', Message: 'No.' } });
    expect(await send()).toMatchObject({ codes: { provider: 'MessageRejected' }, reason: 'No.' });
  });

  it.each([
    [429, 'TooManyRequestsException'],
    [400, 'LimitExceededException'],
    [400, 'ThrottlingException'],
  ])('is asked again after %i %s', async (status, type) => {
    peer.behave({
      status,
      headers: { 'x-amzn-errortype': type, 'retry-after': '2' },
      body: { message: 'Rate.' },
    });
    expect(await send()).toEqual({ outcome: 'not_now', afterMs: 2000, reason: `${status}/${type}` });
  });
});

describe('what must be set', () => {
  it('is off without its region, whatever AWS variables there are for something else', () => {
    expect(sesSender.configure({ ...credentials, SES_REGION: '' })).toBeNull();
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('names %s when it is missing', (variable) => {
    expect(() => sesSender.configure({ ...credentials, [variable]: '' })).toThrow(`${variable}: must be`);
  });

  it('takes a region and no host', () => {
    const SES_REGION = 'example.com/eu-central-1';
    expect(() => sesSender.configure({ ...credentials, SES_REGION })).toThrow('SES_REGION: must be');
  });
});
