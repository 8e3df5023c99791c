import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '#server/providers/sender.ts';
import { type Http2Peer, http2Peer } from '#server/testing/http2-peer.ts';
import { rehearsedKey } from './rehearsed-key.ts';
import { apnsSender } from './sender.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const token = '00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0';
const message: OutboundMessage<'push'> = {
  messageId: 'ntf_4f1c-push-0',
  category: 'billing',
  template: 'reminder',
  stream: 'transactional',
  to: token,
  content: { title: 'Rechnung', body: 'Fällig: 12 €', url: 'https://example.com/i/1' },
  callbackUrl: 'https://earshot.example.com/api/webhooks/apns',
};
const settings = {
  EARSHOT_LOCAL: '1',
  APNS_KEY: rehearsedKey(),
  APNS_KEY_ID: 'ABC123DEFG',
  APNS_TEAM_ID: 'DEF123GHIJ',
  APNS_TOPIC: 'com.example.app',
};
let peer: Http2Peer;
let taking: (headers: Readonly<Record<string, unknown>>) => {
  status: number;
  headers: Record<string, string>;
};

beforeAll(async () => {
  peer = await http2Peer();
});
afterAll(() => peer.close());
beforeEach(() => {
  taking = (headers) => ({ status: 200, headers: { 'apns-id': String(headers['apns-id']) } });
  peer.behave(({ headers }, response) => {
    const answer = taking(headers);
    response.writeHead(answer.status, answer.headers).end();
  });
});

const configure = () => apnsSender.configure({ ...settings, APNS_API_BASE: peer.origin });
const send = (changes: Partial<OutboundMessage<'push'>> = {}) =>
  configure()?.send({ ...message, ...changes });
const last = () => peer.seen.at(-1)!;
const tokenOf = (authorization: string | undefined) => /^bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';

function refusing(status: number, reason: string, timestamp?: number) {
  peer.behave({ status, body: { reason, timestamp } });
}

describe('what Apple is asked', () => {
  it('is one push to one device, with our ids', async () => {
    expect(await send()).toEqual({
      outcome: 'accepted',
      providerMessageId: expect.stringMatching(uuid),
      kind: 'sent',
    });
    const { method, path, headers, body } = last();
    expect([method, path]).toEqual(['POST', `/3/device/${token}`]);
    const id = headers['apns-id'];
    expect(headers).toMatchObject({
      'apns-id': expect.stringMatching(uuid),
      'apns-collapse-id': id,
      'apns-topic': 'com.example.app',
      'apns-push-type': 'alert',
      'apns-priority': '10',
    });
    expect(decodeJwt(tokenOf(headers.authorization))).toMatchObject({ iss: 'DEF123GHIJ' });
    expect(JSON.parse(body)).toStrictEqual({
      aps: { alert: { title: 'Rechnung', body: 'Fällig: 12 €' }, sound: 'default' },
      earshot_message_id: 'ntf_4f1c-push-0',
      earshot_category: 'billing',
      earshot_template: 'reminder',
      url: 'https://example.com/i/1',
    });
  });

  it('has one id a message, whoever asks and how often', async () => {
    const ids: unknown[] = [];
    for (const messageId of ['a', 'a', 'b']) {
      await send({ messageId });
      ids.push(last().headers['apns-id']);
    }
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('is silent and patient for marketing', async () => {
    await send({ stream: 'marketing' });
    expect(last().headers['apns-priority']).toBe('5');
    expect(JSON.parse(last().body).aps).not.toHaveProperty('sound');
  });

  it('is never more than it takes', async () => {
    await send({ content: { title: 'Rechnung', body: '料'.repeat(2000) } });
    expect(Buffer.byteLength(last().body)).toBeLessThanOrEqual(4096);
    expect(JSON.parse(last().body).aps.alert.body).toMatch(/^料{1000,}…$/);
  });

  it('is asked over one connection, with one token', async () => {
    const before = [peer.seen.length, peer.connections()] as const;
    const transport = configure();
    await Promise.all([transport?.send(message), transport?.send(message)]);
    await transport?.send(message);
    expect(peer.connections() - before[1]).toBe(1);
    const tokens = peer.seen.slice(before[0]).map(({ headers }) => headers.authorization);
    expect([tokens.length, new Set(tokens).size]).toEqual([3, 1]);
  });

  it.each(['../../etc', `${token}/x`, 'bk3RNwTe3H0:CI2k_HHwgIpo', '', 'abc'])(
    'is not to send to what is no token of Apple’s: %s',
    async (to) => {
      const before = peer.seen.length;
      expect(await send({ to })).toMatchObject({ kind: 'failed', providerEvent: 'not_asked' });
      expect(peer.seen.length).toBe(before);
    },
  );
});

describe('what Apple answers', () => {
  const gone = Date.parse('2026-11-20T10:00:00Z');

  it.each(['Unregistered', 'ExpiredToken'])('tells of an app that is gone: %s', async (reason) => {
    refusing(410, reason, gone);
    expect(await send()).toStrictEqual({
      outcome: 'refused',
      kind: 'hard_bounced',
      providerEvent: `410/${reason}`,
      codes: { provider: reason },
    });
  });

  it.each([
    ['2026-11-20T09:59:59.999Z', 'hard_bounced'],
    ['2026-11-20T10:00:00.000Z', 'hard_bounced'],
    ['2026-11-20T10:00:00.001Z', 'soft_bounced'],
  ])('that is gone is no word about a token heard of at %s', async (toKnownAt, kind) => {
    refusing(410, 'Unregistered', gone);
    expect(await send({ toKnownAt })).toMatchObject({ kind });
  });

  it('knows no token that is of its other environment, until it has taken a message from here', async () => {
    const transport = configure();
    refusing(400, 'BadDeviceToken');
    expect(await transport?.send(message)).toMatchObject({ kind: 'failed' });
    peer.behave({ status: 200, headers: { 'apns-id': '00000000-0000-8000-8000-000000000000' } });
    expect(await transport?.send(message)).toMatchObject({ outcome: 'accepted' });
    refusing(400, 'BadDeviceToken');
    expect(await transport?.send(message)).toMatchObject({ kind: 'hard_bounced' });
  });

  it.each([
    [400, 'DeviceTokenNotForTopic'],
    [400, 'TopicDisallowed'],
    [400, 'BadTopic'],
    [400, 'PayloadEmpty'],
    [403, 'InvalidProviderToken'],
    [403, 'BadEnvironmentKeyIdInToken'],
    [403, 'Forbidden'],
    [404, 'BadPath'],
    [405, 'MethodNotAllowed'],
    [413, 'PayloadTooLarge'],
  ])('says that %i, %s is ours', async (status, reason) => {
    const before = peer.seen.length;
    refusing(status, reason);
    expect(await send()).toMatchObject({ kind: 'failed', codes: { provider: reason } });
    expect(peer.seen.length - before).toBe(1);
  });

  it.each([
    [400, 'IdleTimeout', null],
    [429, 'TooManyRequests', null],
    [429, 'TooManyProviderTokenUpdates', null],
    [500, 'InternalServerError', 900_000],
    [503, 'ServiceUnavailable', 900_000],
    [503, 'Shutdown', 900_000],
  ])('may take later what it answers %i, %s', async (status, reason, afterMs) => {
    refusing(status, reason);
    expect(await send()).toEqual({ outcome: 'not_now', afterMs, reason: `${status}/${reason}` });
  });

  it('is no yes without an id', async () => {
    peer.behave({ status: 200 });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
  });
});

describe('a provider token', () => {
  it('that has expired is made anew, once', async () => {
    const used: string[] = [];
    peer.behave(({ headers }, response) => {
      used.push(tokenOf(headers.authorization));
      if (used.length === 1) response.writeHead(403).end('{"reason":"ExpiredProviderToken"}');
      else response.writeHead(200, { 'apns-id': String(headers['apns-id']) }).end();
    });
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect([used.length, new Set(used).size]).toEqual([2, 2]);

    const before = peer.seen.length;
    refusing(403, 'ExpiredProviderToken');
    expect(await send()).toMatchObject({ kind: 'failed', codes: { provider: 'ExpiredProviderToken' } });
    expect(peer.seen.length - before).toBe(2);
  });
});

describe('its variables', () => {
  const pem = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) =>
    Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })).toString('base64');

  it.each(['', 'production', 'development'])('name an environment: %j', (APNS_ENVIRONMENT) => {
    expect(apnsSender.configure({ ...settings, APNS_ENVIRONMENT })).not.toBeNull();
  });

  it.each([
    [{ APNS_KEY: 'bm8ga2V5' }, 'APNS_KEY'],
    [{ APNS_KEY: pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey) }, 'APNS_KEY'],
    [{ APNS_KEY: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey) }, 'APNS_KEY'],
    [{ APNS_KEY_ID: 'abc' }, 'APNS_KEY_ID'],
    [{ APNS_TEAM_ID: '' }, 'APNS_TEAM_ID'],
    [{ APNS_TOPIC: 'a b' }, 'APNS_TOPIC'],
    [{ APNS_ENVIRONMENT: 'test' }, 'APNS_ENVIRONMENT'],
  ])('are refused by name: %#', (changes, variable) => {
    expect(() => apnsSender.configure({ ...settings, ...changes })).toThrow(
      expect.objectContaining({ variable }),
    );
  });
});
