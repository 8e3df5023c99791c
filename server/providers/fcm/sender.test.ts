import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '#server/providers/sender.ts';
import { type HttpPeer, httpPeer } from '#server/testing/http-peer.ts';
import { rehearsedAccount } from './rehearsed-account.ts';
import { fcmSender } from './sender.ts';

const name = 'projects/earshot-rehearsal/messages/0:1500415314455276%31bd1c9631bd1c96';
const message: OutboundMessage<'push'> = {
  messageId: 'ntf_4f1c-push-0',
  category: 'billing',
  template: 'reminder',
  stream: 'transactional',
  to: 'bk3RNwTe3H0:CI2k_HHwgIpoDKCIZvvDMExUdFQ3P1',
  content: { title: 'Rechnung', body: 'Fällig: 12 €', url: 'https://example.com/i/1' },
  callbackUrl: 'https://earshot.example.com/api/webhooks/fcm',
};
let peer: HttpPeer;
let login: HttpPeer;
let granted = 0;

beforeAll(async () => {
  [peer, login] = await Promise.all([httpPeer(), httpPeer()]);
});
afterAll(async () => {
  await peer.close();
  await login.close();
});
beforeEach(() => {
  granted = 0;
  login.behave((_request, response) => {
    granted += 1;
    const body = { access_token: `access-token-${granted}`, expires_in: 3599, token_type: 'Bearer' };
    response.writeHead(200).end(JSON.stringify(body));
  });
});

function configure() {
  return fcmSender.configure({
    EARSHOT_LOCAL: '1',
    FCM_SERVICE_ACCOUNT: rehearsedAccount(`${login.origin}/token`),
    FCM_API_BASE: peer.origin,
  });
}

const send = (changes: Partial<OutboundMessage<'push'>> = {}) =>
  configure()?.send({ ...message, ...changes });
const lastBody = () => JSON.parse(peer.seen.at(-1)?.body ?? '');
const fcmError = (errorCode: string) => ({
  '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
  errorCode,
});
const violation = (field: string) => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field, description: `Invalid value at '${field}'` }],
});

function refusing(code: number, status: string, text: string, ...details: readonly object[]) {
  peer.behave({ status: code, body: { error: { code, message: text, status, details } } });
}

describe('what Firebase is asked', () => {
  it('is one push to one device, with our ids', async () => {
    peer.behave({ status: 200, body: { name } });
    expect(await send()).toEqual({ outcome: 'accepted', providerMessageId: name, kind: 'sent' });
    const { method, path, headers } = peer.seen.at(-1)!;
    expect([method, path]).toEqual(['POST', '/v1/projects/earshot-rehearsal/messages:send']);
    expect(headers).toMatchObject({
      authorization: 'Bearer access-token-1',
      'content-type': 'application/json',
    });
    expect(lastBody()).toStrictEqual({
      message: {
        token: message.to,
        notification: { title: 'Rechnung', body: 'Fällig: 12 €' },
        data: {
          earshot_message_id: 'ntf_4f1c-push-0',
          earshot_category: 'billing',
          earshot_template: 'reminder',
          url: 'https://example.com/i/1',
        },
        android: { priority: 'high', notification: { tag: 'ntf_4f1c-push-0' } },
        webpush: {
          notification: { tag: 'ntf_4f1c-push-0' },
          fcm_options: { link: 'https://example.com/i/1' },
        },
      },
    });
  });

  it('wakes no device for marketing, and links browsers to https alone', async () => {
    peer.behave({ status: 200, body: { name } });
    await send({ stream: 'marketing', content: { ...message.content, url: 'http://example.com/' } });
    expect(lastBody().message.android.priority).toBe('normal');
    expect(lastBody().message.webpush).not.toHaveProperty('fcm_options');
    expect(lastBody().message.data.url).toBe('http://example.com/');
    await send({ content: { title: 'Rechnung', body: 'Fällig' } });
    expect(lastBody().message.data).not.toHaveProperty('url');
  });

  it('is never more than it takes', async () => {
    peer.behave({ status: 200, body: { name } });
    await send({ content: { title: 'Rechnung', body: '料'.repeat(2000) } });
    const { token: _, ...payload } = lastBody().message;
    expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThanOrEqual(4096);
    expect(payload.notification.body).toMatch(/^料{1000,}…$/);
  });

  it('is asked with one login for many messages', async () => {
    peer.behave({ status: 200, body: { name } });
    const transport = configure();
    await Promise.all([transport?.send(message), transport?.send(message)]);
    await transport?.send(message);
    expect(granted).toBe(1);
  });
});

describe('what Firebase answers', () => {
  it('tells of an app that is gone', async () => {
    refusing(404, 'NOT_FOUND', 'Requested entity was not found.', fcmError('UNREGISTERED'));
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: '404/UNREGISTERED',
      codes: { provider: 'UNREGISTERED' },
      reason: 'Requested entity was not found.',
    });
  });

  const badToken = 'The registration token is not a valid FCM registration token';
  const badData = "Invalid value at 'message.data[0].value' (TYPE_STRING), 12";
  it.each([
    [badToken, [fcmError('INVALID_ARGUMENT')], 'hard_bounced'],
    ["Invalid value at 'message.token'", [violation('message.token')], 'hard_bounced'],
    [badData, [violation('message.data[0].value')], 'failed'],
    [badToken, [violation('message.token'), violation('message.android.ttl')], 'failed'],
    ['Android message is too big', [fcmError('INVALID_ARGUMENT')], 'failed'],
    ['Request contains an invalid argument.', [], 'failed'],
  ])('blames the token only where it is at fault: %s', async (text, details, kind) => {
    refusing(400, 'INVALID_ARGUMENT', text, ...details);
    expect(await send()).toMatchObject({ kind, codes: { provider: 'INVALID_ARGUMENT' }, reason: text });
  });

  it.each([
    [403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH'],
    [401, 'UNAUTHENTICATED', 'THIRD_PARTY_AUTH_ERROR'],
    [400, 'UNKNOWN', 'UNSPECIFIED_ERROR'],
  ])('says that %i, %s with %s is ours', async (code, status, errorCode) => {
    refusing(code, status, 'Said so.', fcmError(errorCode));
    expect(await send()).toMatchObject({ kind: 'failed', codes: { provider: errorCode } });
    expect(granted).toBe(1);
  });

  it('blames no device for a project that there is not', async () => {
    refusing(404, 'NOT_FOUND', 'Requested entity was not found.');
    expect(await send()).toMatchObject({ kind: 'failed', codes: { provider: 'NOT_FOUND' } });
  });

  it.each([
    [429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED', 60_000],
    [503, 'UNAVAILABLE', 'UNAVAILABLE', null],
    [500, 'INTERNAL', 'INTERNAL', null],
  ])('may take later what it answers %i, %s', async (code, status, errorCode, afterMs) => {
    refusing(code, status, 'Said so.', fcmError(errorCode));
    expect(await send()).toEqual({ outcome: 'not_now', afterMs, reason: `${code}/${errorCode}` });
  });

  it('says itself how long a quota lasts, where it does', async () => {
    const body = { error: { status: 'RESOURCE_EXHAUSTED', details: [fcmError('QUOTA_EXCEEDED')] } };
    peer.behave({ status: 429, headers: { 'retry-after': '7' }, body });
    expect(await send()).toMatchObject({ outcome: 'not_now', afterMs: 7_000 });
  });

  it('is no yes without the name of a message', async () => {
    peer.behave({ status: 200, body: { name: 'something else' } });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });
});

describe('a login', () => {
  const over = { error: { code: 401, message: 'Invalid credentials.', status: 'UNAUTHENTICATED' } };

  it('that was taken back is made anew, once', async () => {
    peer.behave(({ headers }, response) => {
      const isNew = headers.authorization === 'Bearer access-token-2';
      response.writeHead(isNew ? 200 : 401).end(JSON.stringify(isNew ? { name } : over));
    });
    expect(await send()).toMatchObject({ outcome: 'accepted', providerMessageId: name });
    const before = peer.seen.length;
    peer.behave({ status: 401, body: over });
    expect(await send()).toMatchObject({ kind: 'failed', codes: { provider: 'UNAUTHENTICATED' } });
    expect(peer.seen.length - before).toBe(2);
  });

  it('that is refused sends nothing', async () => {
    login.behave({ status: 400, body: { error: 'invalid_grant', error_description: 'Invalid signature.' } });
    const before = peer.seen.length;
    expect(await send()).toMatchObject({ kind: 'failed', providerEvent: 'login/invalid_grant' });
    expect(peer.seen.length).toBe(before);
  });

  it('whose answer is lost leaves nothing unknown', async () => {
    login.behave((_request, response) => response.destroy());
    expect(await send()).toMatchObject({ outcome: 'not_now' });
  });

  it('is shown to nobody, nor is the key', async () => {
    peer.behave(({ headers }, response) => {
      const body = { error: { message: `Got ${headers.authorization}`, status: 'X' } };
      response.writeHead(400).end(JSON.stringify(body));
    });
    expect(await send()).toMatchObject({ reason: 'Got Bearer [secret]' });
    const keyFile = rehearsedAccount(`${login.origin}/token`);
    refusing(400, 'X', `Got ${keyFile} with ${JSON.parse(atob(keyFile)).private_key}`);
    expect(await send()).toMatchObject({ reason: 'Got [secret] with [secret]' });
  });
});

describe('a key file', () => {
  const file = JSON.parse(Buffer.from(rehearsedAccount('https://example.com/token'), 'base64').toString());
  const shortKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pem = (key: typeof ecKey) => key.export({ type: 'pkcs8', format: 'pem' });
  const open = (changes: object) => {
    const text = Buffer.from(JSON.stringify({ ...file, ...changes })).toString('base64');
    return fcmSender.configure({ FCM_SERVICE_ACCOUNT: text });
  };

  it('is taken as it is', () => {
    expect(open({})).not.toBeNull();
  });

  it.each([
    { type: 'authorized_user' },
    { project_id: '../other' },
    { private_key: 'no key' },
    { private_key: pem(shortKey) },
    { private_key: pem(ecKey) },
    { token_uri: 'http://example.com/token' },
    { token_uri: 'file:///token' },
    { client_email: undefined },
  ])('is refused with %j', (changes) => {
    expect(() => open(changes)).toThrow(expect.objectContaining({ variable: 'FCM_SERVICE_ACCOUNT' }));
  });
});
