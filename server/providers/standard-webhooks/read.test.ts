import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { standardWebhooks } from './standard-webhooks.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(`${name}.json`, fixtures));
const { environment } = standardWebhooks.rehearsal.credentials();
const receiver = standardWebhooks.configure(environment);

function readBody(body: Buffer, deliveryId?: string): readonly WebhookItem[] {
  const headers = new Headers(deliveryId === undefined ? {} : { 'webhook-id': deliveryId });
  const context = { receivedAt: '2026-11-21T12:00:00.000Z', query: new URLSearchParams(), headers };
  return receiver?.read(body, context) ?? [];
}

const human = { machine: 'human' };
const group = { scope: 'group:42' };

/** Each fixture is an event as `docs/standard-webhooks.md` describes it; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  accepted: [
    {
      kind: 'accepted',
      messageId: 'msg_01JD8Q2Y4M',
      data: {
        channel: 'email',
        category: 'billing',
        template: 'receipt-v2',
        scheduledFor: '2026-11-21T08:00:00.000Z',
      },
      personal: { subjectLine: 'Your receipt' },
    },
  ],
  'sent-by-a-carrier': [
    { kind: 'sent', address: { kind: 'phone', value: '+15005550006' }, data: { channel: 'sms' } },
  ],
  'sent-by-a-push-service': [
    {
      kind: 'sent',
      address: { kind: 'device', value: 'dTz9-Bq:APA91bGexample_Token' },
      data: { channel: 'push' },
    },
  ],
  deferred: [{ kind: 'deferred', data: { codes: { smtp: '450', enhanced: '4.2.0', attempt: 3 } } }],
  delivered: [{ kind: 'delivered', personal: { reason: '250 2.0.0 OK: queued as 4Xyz' } }],
  'delivered-in-the-app': [
    { kind: 'delivered', address: { kind: 'user', value: 'user-7' }, data: { channel: 'in_app' } },
  ],
  'hard-bounce': [{ kind: 'hard_bounced', data: { codes: { smtp: '550', enhanced: '5.1.1' } } }],
  'hard-bounce-by-code-alone': [{ kind: 'hard_bounced', data: { codes: { enhanced: '5.1.10' } } }],
  'hard-bounce-of-a-number': [
    { kind: 'hard_bounced', data: { channel: 'sms', codes: { provider: '21614' } } },
  ],
  'hard-bounce-of-a-device': [{ kind: 'hard_bounced', data: { channel: 'push' } }],
  'bounce-called-hard-of-a-full-mailbox': [{ kind: 'soft_bounced' }],
  'bounce-called-hard-of-a-policy': [{ kind: 'soft_bounced', data: { codes: { enhanced: '5.7.1' } } }],
  'bounce-called-hard-that-is-temporary': [{ kind: 'soft_bounced' }],
  'bounce-nobody-explains': [{ kind: 'soft_bounced' }],
  'soft-bounce': [{ kind: 'soft_bounced', data: { codes: { smtp: '552' } } }],
  'soft-bounce-with-an-address-code': [{ kind: 'soft_bounced' }],
  dropped: [
    {
      kind: 'dropped',
      data: { codes: { provider: 'suppressed' } },
      personal: { reason: 'Ada asked us not to' },
    },
  ],
  failed: [{ kind: 'failed', data: { codes: { provider: 'template_missing' } } }],
  complained: [{ kind: 'complained' }],
  'open-by-a-person': [{ kind: 'opened', data: human, personal: { ip: '203.0.113.7' } }],
  'open-by-a-proxy': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-nobody-can-judge': [
    { kind: 'opened', data: expect.not.objectContaining({ machine: expect.anything() }) },
  ],
  click: [{ kind: 'clicked', data: human, personal: { url: 'https://www.example.com/receipt?id=7' } }],
  'click-by-a-link-scanner': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'read-in-the-app': [{ kind: 'read', address: { kind: 'user', value: 'user-7' } }],
  'unsubscribe-from-a-group': [{ kind: 'unsubscribed', data: group }],
  'unsubscribe-from-nothing-named': [{ kind: 'unsubscribed', data: { scope: 'global' } }],
  'resubscribe-to-a-list': [{ kind: 'resubscribed', data: { scope: 'list' } }],
  'resubscribe-to-nothing-named': [{ outcome: 'unreadable', failure: 'data.scope: missing' }],
  'ids-in-the-metadata': [{ messageId: 'msg_meta', data: { category: 'product', template: 'welcome' } }],
  'several-addresses': [{ address: { kind: 'phone', value: '+15005550006' }, data: { channel: 'sms' } }],
  'channel-without-its-address': [{ outcome: 'unreadable', failure: 'data.recipient: missing' }],
  'odd-optional-fields': [{ kind: 'delivered', messageId: null }],
  'unknown-type': [{ outcome: 'unreadable', failure: 'type: invalid_value' }],
  'no-recipient': [{ outcome: 'unreadable', failure: 'data.recipient: invalid_type' }],
  'good-and-bad-in-one-list': [
    { kind: 'delivered', eventId: 'evt_1' },
    { outcome: 'unreadable', failure: 'item: invalid_type', raw: '7' },
    { kind: 'opened', eventId: 'evt_2' },
  ],
};

describe('each fixture is read as what it means', () => {
  it('and none is left out', () => {
    const files = readdirSync(fixtures).map((file) => file.replace('.json', ''));
    expect(Object.keys(meanings).sort()).toEqual(files.sort());
  });

  it.each(Object.keys(meanings))('%s', (name) => {
    const items = readBody(textOf(name), 'delivery');
    expect(items).toHaveLength(meanings[name]?.length ?? 0);
    expect(items).toMatchObject(meanings[name] ?? []);
  });
});

function only(name: string): ReportItem {
  const [item, ...others] = readBody(textOf(name));
  if (item?.outcome !== 'report' || others.length > 0) throw new Error(`${name} is not one report`);
  return item;
}

describe('a report', () => {
  it('is complete, and holds what came once', () => {
    const raw = JSON.parse(textOf('open-by-a-person').toString());
    expect(only('open-by-a-person')).toStrictEqual({
      outcome: 'report',
      kind: 'opened',
      occurredAt: '2026-11-21T08:00:00.000Z',
      address: { kind: 'email', value: 'ada@example.com' },
      messageId: null,
      eventId: null,
      fingerprint: [
        'message.opened',
        '9f2c-7d41',
        '',
        'email',
        'ada@example.com',
        '2026-11-21T08:00:00.000Z',
        '',
        '',
        '',
      ],
      data: {
        channel: 'email',
        providerEvent: 'message.opened',
        providerMessageId: '9f2c-7d41',
        machine: 'human',
      },
      personal: {
        recipient: 'Ada@Example.com',
        ip: '203.0.113.7',
        userAgent: raw.data.user_agent,
        raw,
      },
    });
  });

  it('keeps reasons out of the clear', () => {
    expect(JSON.stringify(only('dropped').data)).not.toContain('Ada');
  });

  it('leaves out optional fields of the wrong type instead of being unreadable', () => {
    expect(only('odd-optional-fields').data).toStrictEqual({
      channel: 'email',
      providerEvent: 'message.delivered',
    });
  });
});

describe('identity', () => {
  const event = JSON.parse(textOf('click').toString());
  const read = (changes: object, data: object = {}, deliveryId?: string) => {
    const body = { ...event, ...changes, data: { ...event.data, ...data } };
    const [item] = readBody(Buffer.from(JSON.stringify(body)), deliveryId);
    return item?.outcome === 'report' ? item : null;
  };

  it('is the id of the delivery, before an id in the event', () => {
    expect(read({ id: 'evt_1' }, {}, 'msg_2')?.eventId).toBe('msg_2');
    expect(read({ id: 'evt_1' })?.eventId).toBe('evt_1');
    expect(read({})?.eventId).toBeNull();
  });

  it('is never an id that cannot be a key', () => {
    expect(read({}, {}, 'a b')?.eventId).toBeNull();
    expect(read({}, {}, 'x'.repeat(201))?.eventId).toBeNull();
    expect(read({ id: 'a\0' })?.eventId).toBeNull();
  });

  it('has the same fingerprint under another id, with other words', () => {
    const again = read({ id: 'other' }, { reason: 'again', codes: { smtp: '250' } }, 'other');
    expect(again?.fingerprint).toEqual(read({})?.fingerprint);
  });

  it.each([
    [{ type: 'message.opened' }, {}],
    [{ timestamp: '2026-11-21T08:00:00.001Z' }, {}],
    [{}, { message_id: 'another' }],
    [{}, { earshot_message_id: 'msg_1' }],
    [{}, { recipient: { email: 'bob@example.com' } }],
    [{}, { recipient: { user: 'ada@example.com' } }],
    [{}, { url: 'https://www.example.com/' }],
    [{}, { scope: 'list' }],
    [{}, { codes: { attempt: 2 } }],
  ])('tells events apart by %j %j', (changes, data) => {
    const changed = read(changes, data);
    expect(changed).not.toBeNull();
    expect(changed?.fingerprint).not.toEqual(read({})?.fingerprint);
  });
});

describe('hostile bodies', () => {
  const event = JSON.parse(textOf('delivered').toString());
  const read = (changes: object, data: object = {}) =>
    readBody(Buffer.from(JSON.stringify({ ...event, ...changes, data: { ...event.data, ...data } })));

  it.each([
    { email: 'a\0@example.com' },
    { email: '\udc00@example.com' },
    { email: `${'a'.repeat(320)}@example.com` },
    { email: 'ada' },
    { email: 'ada@example.com, bob@example.com' },
    { phone: '5005550006' },
    { phone: '+0123456789' },
    { phone: '+1' },
    { device: '' },
    { user: ' ' },
  ])('does not take %j for an address', (recipient) => {
    expect(read({}, { recipient })).toMatchObject([
      { outcome: 'unreadable', failure: 'data.recipient: missing' },
    ]);
  });

  it.each([
    '2026-11-21T08:00:00',
    '2026-11-21',
    '2026-02-31T08:00:00Z!',
    '0000-06-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59-01:00',
    1_795_248_000,
    null,
  ])('refuses the time %j', (timestamp) => {
    expect(read({ timestamp })).toMatchObject([
      { outcome: 'unreadable', failure: expect.stringMatching(/^timestamp: invalid_(?:type|format)$/) },
    ]);
  });

  it('bounds every text it copies, and replaces what Postgres cannot keep', () => {
    const [item] = read({}, { reason: `a\0b\ud800${'x'.repeat(2000)}`, category: 'c'.repeat(999) });
    expect(item).toMatchObject({
      data: { category: 'c'.repeat(200) },
      personal: { reason: `a\uFFFDb\uFFFD${'x'.repeat(996)}` },
    });
  });

  it('does not take a channel it does not know for another', () => {
    expect(read({}, { channel: 'fax' })).toMatchObject([
      { outcome: 'unreadable', failure: 'data.channel: invalid_value' },
    ]);
  });

  it('takes no meaning from a property of every object', () => {
    const body =
      '{"type":"message.delivered","timestamp":"2026-11-21T08:00:00Z","data":{"__proto__":{"recipient":{"email":"a@example.com"}}}}';
    expect(readBody(Buffer.from(body))).toMatchObject([{ outcome: 'unreadable' }]);
  });
});
