import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WebhookItem } from '#server/providers/provider.ts';
import { jwt } from './jwt.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const bodyOf = (name: string) => readFileSync(new URL(`${name}.json`, fixtures));
const { environment } = jwt.rehearsal.credentials();
const receiver = jwt.configure({ ...environment, EARSHOT_LOCAL: '1' });

function readBody(body: Buffer, authorization?: string): readonly WebhookItem[] {
  const headers = new Headers(authorization === undefined ? {} : { authorization });
  const context = { receivedAt: '2026-11-21T12:00:00.000Z', query: new URLSearchParams(), headers };
  return receiver?.read(body, context) ?? [];
}

/** Each fixture is an event as a dispatcher posts it; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  'hard-bounce': [
    {
      kind: 'hard_bounced',
      messageId: 'msg_01JD8Q2Y4M',
      eventId: 'evt_1',
      address: { kind: 'email', value: 'ada@example.com' },
      data: { channel: 'email', codes: { smtp: '550', enhanced: '5.1.1' } },
      personal: { reason: '550 5.1.1 no such user' },
    },
  ],
  'hard-bounce-in-data': [{ kind: 'hard_bounced', data: { providerMessageId: '9f2c-7d41' } }],
  'soft-bounce': [{ kind: 'soft_bounced', data: { codes: { provider: 'MailboxFull' } } }],
  'bounce-called-permanent-of-a-full-mailbox': [{ kind: 'soft_bounced' }],
  'bounce-nobody-explains': [{ kind: 'soft_bounced', data: { providerEvent: 'Message.Bounced' } }],
  'soft-bounce-by-name': [{ kind: 'soft_bounced', data: { providerEvent: 'Message.SoftBounced' } }],
  'delivered-by-a-carrier': [
    { kind: 'delivered', address: { kind: 'phone', value: '+15005550006' }, data: { channel: 'sms' } },
  ],
  'sent-to-a-device': [{ kind: 'sent', address: { kind: 'device' }, data: { channel: 'push' } }],
  'read-in-the-app': [{ kind: 'read', address: { kind: 'user', value: 'user-7' } }],
  'open-by-a-proxy': [
    { kind: 'opened', data: { machine: 'likely_machine' }, personal: { ip: '203.0.113.7' } },
  ],
  unsubscribe: [{ kind: 'unsubscribed', data: { scope: 'group:42', category: 'marketing' } }],
  'time-in-seconds': [{ occurredAt: '2026-11-21T08:00:00.000Z' }],
  'time-in-milliseconds': [{ occurredAt: '2026-11-21T08:00:00.123Z' }],
  'generic-event': [{ kind: 'hard_bounced', data: { providerEvent: 'message.bounced' } }],
  'user-without-an-address': [{ outcome: 'unreadable', failure: 'data.recipient: missing' }],
  'unknown-type': [{ outcome: 'unreadable', failure: 'type: invalid_value' }],
  'no-time': [{ outcome: 'unreadable', failure: 'timestamp: invalid_type' }],
  several: [
    { kind: 'delivered', eventId: 'evt_1' },
    { kind: 'opened', eventId: 'evt_2' },
  ],
};

describe('each fixture is read as what it means', () => {
  it('and none is left out', () => {
    const files = readdirSync(fixtures).map((file) => file.replace('.json', ''));
    expect(Object.keys(meanings).sort()).toEqual(files.sort());
  });

  it.each(Object.keys(meanings))('%s', (name) => {
    const items = readBody(bodyOf(name));
    expect(items).toHaveLength(meanings[name]?.length ?? 0);
    expect(items).toMatchObject(meanings[name] ?? []);
  });
});

it('keeps what came as it came, read or not', () => {
  const [bounce] = readBody(bodyOf('hard-bounce'));
  const [unknown] = readBody(bodyOf('unknown-type'));
  expect(bounce).toMatchObject({ personal: { raw: JSON.parse(bodyOf('hard-bounce').toString()) } });
  expect(unknown?.outcome === 'unreadable' && JSON.parse(unknown.raw)).toEqual(
    JSON.parse(bodyOf('unknown-type').toString()),
  );
});

it.each([
  'accepted',
  'sent',
  'deferred',
  'soft_bounced',
  'hard_bounced',
  'dropped',
  'failed',
  'delivered',
  'complained',
  'opened',
  'clicked',
  'read',
  'unsubscribed',
  'resubscribed',
])('knows Message.… for %s', (kind) => {
  const name = kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const event = { ...JSON.parse(bodyOf('unsubscribe').toString()), type: `Message.${name}` };
  expect(readBody(Buffer.from(JSON.stringify(event)))).toMatchObject([{ kind }]);
});

describe('the id of an event', () => {
  const token = (jti: unknown) =>
    `Bearer e30.${Buffer.from(JSON.stringify({ jti })).toString('base64url')}.AAAA`;
  const idOf = (name: string, authorization?: string) => {
    const [item] = readBody(bodyOf(name), authorization);
    return item?.outcome === 'report' ? item.eventId : undefined;
  };

  it('is its own, else the token’s', () => {
    expect(idOf('hard-bounce', token('token-1'))).toBe('evt_1');
    expect(idOf('soft-bounce', token('token-1'))).toBe('token-1');
    expect(idOf('soft-bounce')).toBeNull();
  });

  it('is not the token’s where several came with it', () => {
    const two = `[${bodyOf('soft-bounce')},${bodyOf('unsubscribe')}]`;
    expect(readBody(Buffer.from(two), token('token-1'))).toMatchObject([
      { eventId: null },
      { eventId: null },
    ]);
  });

  it.each([7, 'a\0b', 'x'.repeat(201), undefined])('is not %j', (jti) => {
    expect(idOf('soft-bounce', token(jti))).toBeNull();
  });

  it.each(['Bearer a.b.c', 'Basic abc', 'Bearer e30.W10.AAAA'])(
    'is not to be had from %s',
    (authorization) => {
      expect(idOf('soft-bounce', authorization)).toBeNull();
    },
  );
});

it('reads the example that the documentation shows', () => {
  const page = readFileSync(new URL('../../../docs/standard-webhooks.md', import.meta.url), 'utf8');
  const example = /```json\n(\{"type":"Message\..+)\n```/.exec(page)?.[1] ?? '';
  expect(readBody(Buffer.from(example))).toMatchObject([
    { kind: 'hard_bounced', eventId: 'evt_1', address: { value: 'ada@example.com' } },
  ]);
});
