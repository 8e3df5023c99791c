import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { readBody } from './read.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const read = (name: string): readonly WebhookItem[] =>
  readBody(readFileSync(new URL(`${name}.json`, fixtures)));

/** Each fixture holds events as SendGrid posts them; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  processed: [
    {
      kind: 'accepted',
      messageId: 'msg_01JD8Q2Y4M',
      data: {
        providerMessageId: 'LRzXl_NHStOGhQ4kofSm_A',
        category: 'billing',
        template: 'receipt-v2',
        scheduledFor: '2025-11-21T09:00:00.000Z',
      },
    },
  ],
  delivered: [
    {
      kind: 'delivered',
      data: { codes: { smtp: '250', enhanced: '2.0.0' }, category: 'receipts' },
      personal: { reason: '250 2.0.0 OK: queued as 4Xyz' },
    },
  ],
  deferred: [{ kind: 'deferred', data: { codes: { smtp: '450', enhanced: '4.2.0', attempt: 5 } } }],
  'hard-bounce': [
    {
      kind: 'hard_bounced',
      data: { codes: { smtp: '550', enhanced: '5.1.1', provider: 'Invalid Address' } },
    },
  ],
  'hard-bounce-by-classification-alone': [
    { kind: 'hard_bounced', data: { codes: { smtp: '500', enhanced: '5.0.0' } } },
  ],
  'hard-bounce-by-code-in-the-reason': [{ kind: 'hard_bounced', data: { codes: { enhanced: '5.1.10' } } }],
  'bounce-of-a-full-mailbox': [{ kind: 'soft_bounced', data: { codes: { enhanced: '5.2.2' } } }],
  'bounce-blamed-on-reputation': [{ kind: 'soft_bounced', data: { codes: { provider: 'Reputation' } } }],
  'bounce-of-a-policy': [{ kind: 'soft_bounced', data: { codes: { enhanced: '5.7.515' } } }],
  'bounce-that-is-temporary': [{ kind: 'soft_bounced', data: { codes: { enhanced: '4.1.1' } } }],
  'blocked-with-an-address-code': [{ kind: 'soft_bounced', data: { providerEvent: 'bounce/blocked' } }],
  expired: [{ kind: 'soft_bounced', data: { providerEvent: 'bounce/expired' } }],
  'late-bounce-without-message-id': [
    { kind: 'hard_bounced', data: { providerMessageId: 'LRzXl_NHStOGhQ4kofSm_A' } },
  ],
  'late-bounce-with-nothing-to-join-by': [{ kind: 'hard_bounced', messageId: null }],
  'dropped-because-suppressed': [{ kind: 'dropped', data: { codes: { provider: 'Bounced Address' } } }],
  'dropped-by-our-own-fault': [{ kind: 'failed' }],
  'dropped-with-an-unknown-reason': [{ kind: 'dropped', personal: { reason: 'Ada asked us not to' } }],
  'open-by-a-person': [
    { kind: 'opened', data: { machine: 'human', template: 'd-6c1f' }, personal: { ip: '203.0.113.7' } },
  ],
  'open-through-gmails-image-proxy': [{ kind: 'opened', data: { machine: 'human' } }],
  'open-by-apples-privacy-proxy': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-with-apples-bare-agent': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-by-a-crawler': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-nobody-can-judge': [{ kind: 'opened', data: { machine: 'unknown' } }],
  'click-by-a-person': [
    {
      kind: 'clicked',
      data: { machine: 'human' },
      personal: { url: 'https://www.example.com/receipt?id=7', ip: '203.0.113.7' },
    },
  ],
  'click-by-a-link-scanner': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'spam-report': [{ kind: 'complained' }, { kind: 'complained' }],
  'unsubscribe-from-everything': [{ kind: 'unsubscribed', data: { scope: 'global' } }],
  'unsubscribe-from-a-group': [{ kind: 'unsubscribed', data: { scope: 'group:42' } }],
  'resubscribe-to-a-group': [{ kind: 'resubscribed', data: { scope: 'group:42' } }],
  'group-event-without-group': [{ outcome: 'unreadable', failure: 'asm_group_id: missing' }],
  'account-suspended': [
    {
      outcome: 'account',
      change: 'compliance_suspend',
      eventId: 'MjEzNTg5OTcyOC10ZXJtaW5hdGU',
      occurredAt: '2025-11-21T08:00:00.000Z',
    },
  ],
  'logs-only': [{ kind: 'accepted' }, { kind: 'dropped' }],
  'time-in-milliseconds': [{ kind: 'delivered', occurredAt: '2025-11-21T08:00:00.123Z' }],
  'legacy-message-id-with-dots': [
    { kind: 'accepted', data: { providerMessageId: '14c5d75ce93.dfd.64b469' } },
  ],
  'arguments-nested': [
    { messageId: 'msg_nested', data: { template: 'welcome' } },
    { messageId: 'msg_custom', data: { category: 'product' } },
  ],
  'odd-optional-fields': [{ kind: 'delivered', eventId: null, messageId: null }],
  'good-and-bad-in-one-batch': [
    { kind: 'delivered', eventId: 'evt-good-1-0001' },
    { outcome: 'unreadable', failure: 'event: invalid_value', encoding: 'json' },
    { outcome: 'unreadable', failure: 'email: invalid_type' },
    { outcome: 'unreadable', failure: 'item: invalid_type', raw: '7' },
    { kind: 'opened', eventId: 'evt-good-2-0001' },
  ],
};

describe('each fixture is read as what it means', () => {
  it('and none is left out', () => {
    const files = readdirSync(fixtures).map((file) => file.replace('.json', ''));
    expect(Object.keys(meanings).sort()).toEqual(files.sort());
  });

  it.each(Object.keys(meanings))('%s', (name) => {
    const items = read(name);
    expect(items).toHaveLength(meanings[name]?.length ?? 0);
    expect(items).toMatchObject(meanings[name] ?? []);
  });
});

function only(name: string): ReportItem {
  const [item, ...others] = read(name);
  if (item?.outcome !== 'report' || others.length > 0) throw new Error(`${name} is not one report`);
  return item;
}

describe('a report', () => {
  it('is complete, and holds what came once', () => {
    const [raw] = JSON.parse(readFileSync(new URL('open-by-a-person.json', fixtures), 'utf8'));
    expect(only('open-by-a-person')).toStrictEqual({
      outcome: 'report',
      kind: 'opened',
      occurredAt: '2025-11-21T08:00:00.000Z',
      address: { kind: 'email', value: 'ada@example.com' },
      messageId: null,
      eventId: 'evt-open-0001',
      fingerprint: [
        raw.sg_message_id,
        '',
        'open',
        'ada@example.com',
        '2025-11-21T08:00:00.000Z',
        '',
        '',
        '',
        '',
      ],
      data: {
        channel: 'email',
        providerEvent: 'open',
        providerMessageId: 'LRzXl_NHStOGhQ4kofSm_A',
        machine: 'human',
        template: 'd-6c1f',
      },
      personal: { recipient: 'ada@example.com', ip: '203.0.113.7', userAgent: raw.useragent, raw },
    });
  });

  it('keeps the words of an unknown drop reason out of the clear', () => {
    expect(JSON.stringify(only('dropped-with-an-unknown-reason').data)).not.toContain('Ada');
  });

  it('does not take the address of SendGrid’s own server for the person’s', () => {
    expect(only('delivered').personal).not.toHaveProperty('ip');
    expect(only('hard-bounce').personal).not.toHaveProperty('ip');
  });

  it('has no provider message id where nothing says so', () => {
    expect(only('late-bounce-with-nothing-to-join-by').data).not.toHaveProperty('providerMessageId');
  });

  it('leaves out optional fields of the wrong type instead of being unreadable', () => {
    expect(only('odd-optional-fields').data).toStrictEqual({
      channel: 'email',
      providerEvent: 'delivered',
      providerMessageId: 'LRzXl_NHStOGhQ4kofSm_A',
    });
  });
});

const event = { email: 'Ada@Example.com', event: 'delivered', timestamp: 1_763_712_000, sg_event_id: 'one' };
const readJson = (value: unknown) => readBody(Buffer.from(JSON.stringify(value)));

describe('identity', () => {
  const fingerprint = (changes: object) => {
    const [item] = readJson([{ ...event, sg_message_id: 'm.recvd-1', ...changes }]);
    return item?.outcome === 'report' ? JSON.stringify(item.fingerprint) : null;
  };

  it('has the same fingerprint when a retry changes the event id', () => {
    expect(fingerprint({ sg_event_id: 'two' })).toBe(fingerprint({}));
  });

  it.each([
    { event: 'processed' },
    { email: 'bob@example.com' },
    { timestamp: 1_763_712_001 },
    { sg_message_id: 'n.recvd-1' },
    { sg_message_id: undefined },
    { url: 'https://www.example.com/' },
    { url_offset: { index: 1, type: 'html' } },
    { asm_group_id: 7 },
    { earshot_message_id: 'msg_1' },
  ])('tells events apart by %j', (changes) => {
    expect(fingerprint(changes)).not.toBe(fingerprint({}));
  });

  it('keys personal data by the address in lower case and shows it as it came', () => {
    expect(readJson([event])).toMatchObject([
      { address: { value: 'ada@example.com' }, personal: { recipient: 'Ada@Example.com' } },
    ]);
  });
});

describe('hostile bodies', () => {
  it('replaces what Postgres cannot keep, and leaves the raw item alone', () => {
    const [item] = readJson([{ ...event, reason: 'a\0b\ud800c', category: 'x\0' }]);
    expect(item).toMatchObject({
      data: { category: 'x\uFFFD' },
      personal: { reason: 'a\uFFFDb\uFFFDc', raw: { reason: 'a\0b\ud800c' } },
    });
  });

  it.each(['a\0@example.com', '\udc00@example.com', `${'a'.repeat(320)}@example.com`, ''])(
    'does not take %j for an address',
    (email) => {
      expect(readJson([{ ...event, email }])).toMatchObject([{ outcome: 'unreadable' }]);
    },
  );

  it('bounds every text it copies, and does not cut a pair of surrogates in two', () => {
    const [item] = readJson([{ ...event, reason: `${'x'.repeat(999)}😀`, category: 'c'.repeat(999) }]);
    expect(item).toMatchObject({
      data: { category: 'c'.repeat(200) },
      personal: { reason: `${'x'.repeat(999)}\uFFFD` },
    });
  });

  it.each([0, -1, 1e16, '1763712000', null])('refuses the time %j', (timestamp) => {
    expect(readJson([{ ...event, timestamp }])).toMatchObject([
      { outcome: 'unreadable', failure: expect.stringMatching(/^timestamp: /) },
    ]);
  });

  it('names fields and codes in a failure, never values', () => {
    const [item] = readJson([{ email: 7, event: 'secret-word', timestamp: 'secret-time' }]);
    expect(item).toMatchObject({
      failure: 'email: invalid_type; event: invalid_value; timestamp: invalid_type',
    });
  });

  it('hands over an item nested too deeply as its own text, and reads its neighbours', () => {
    const deep = `{"event":"delivered","note":"a]\\"},{","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const items = readBody(
      Buffer.from(`[ ${JSON.stringify(event)} , ${deep} ,\r\n${JSON.stringify(event)} ]\r\n`),
    );
    expect(items.map((item) => item.outcome)).toEqual(['report', 'unreadable', 'report']);
    expect(items[1]).toStrictEqual({
      outcome: 'unreadable',
      failure: 'item: too_deep',
      raw: deep,
      encoding: 'json',
    });
  });

  it('keeps more items than any real body can hold as one', () => {
    const body = Buffer.from(`[${'0,'.repeat(50_000)}0]`);
    expect(readBody(body)).toStrictEqual([
      { outcome: 'unreadable', failure: 'body: too_many_items', raw: body.toString(), encoding: 'json' },
    ]);
  });

  it('reads ten thousand events in one body', () => {
    const batch = Array.from({ length: 10_000 }, (_, index) => ({ ...event, sg_event_id: `e${index}` }));
    const items = readJson(batch);
    expect(items.filter((item) => item.outcome === 'report')).toHaveLength(10_000);
  });

  it('reads one event alone, as a dead letter is tried again', () => {
    expect(readJson(event)).toEqual(readJson([event]));
  });

  it('takes no meaning from a property of every object', () => {
    expect(readBody(Buffer.from('[{"__proto__":{"event":"delivered"}}]'))).toMatchObject([
      { outcome: 'unreadable' },
    ]);
  });
});
