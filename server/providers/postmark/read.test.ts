import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { bounceTypes } from './bounce-types.ts';
import { readBody } from './read.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(`${name}.json`, fixtures));
const read = (name: string): readonly WebhookItem[] => readBody(bytesOf(name));
const readJson = (value: unknown) => readBody(Buffer.from(JSON.stringify(value)));

const messageId = '883953f4-6105-42a2-a16a-77a8eac79483';
const bounce = (kind: string, type: string, codes: object = {}) => [
  {
    kind,
    occurredAt: '2025-11-21T08:00:00.123Z',
    eventId: '692560173',
    data: { providerEvent: `Bounce/${type}`, codes: { provider: type, ...codes } },
  },
];
const remark = (change: string) => [{ outcome: 'account', change, eventId: '692560173' }];
const suppression = (kind: string, detail: string, more: object = {}) => [
  { kind, data: { providerEvent: `SubscriptionChange/${detail}`, ...more } },
];

/** Each fixture is one event as Postmark posts it; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  delivery: [
    {
      kind: 'delivered',
      occurredAt: '2025-11-21T08:00:00.123Z',
      address: { kind: 'email', value: 'ada@example.com' },
      messageId: 'msg_01JD8Q2Y4M',
      eventId: null,
      data: {
        providerMessageId: messageId,
        category: 'billing',
        template: 'receipt-v2',
        codes: { smtp: '250', enhanced: '2.0.0' },
      },
      personal: { recipient: 'Ada@Example.com', reason: 'smtp;250 2.0.0 OK 1763712000 - gsmtp' },
    },
  ],
  'delivery-with-another-zone': [{ kind: 'delivered', occurredAt: '2025-11-21T08:00:00.000Z' }],
  'hard-bounce': bounce('hard_bounced', 'HardBounce', { smtp: '550', enhanced: '5.1.1' }),
  'hard-bounce-without-a-code': bounce('hard_bounced', 'HardBounce'),
  'hard-bounce-blamed-on-a-policy': bounce('soft_bounced', 'HardBounce', { enhanced: '5.7.1' }),
  'hard-bounce-that-is-temporary': bounce('soft_bounced', 'HardBounce', { smtp: '450' }),
  'invalid-address': bounce('hard_bounced', 'BadEmailAddress'),
  'soft-bounce': bounce('soft_bounced', 'SoftBounce', { enhanced: '5.2.2' }),
  'message-delayed': bounce('deferred', 'Transient', { smtp: '451' }),
  'dns-error': bounce('deferred', 'DnsError'),
  'open-relay-test': bounce('deferred', 'OpenRelayTest'),
  'unsubscribe-by-reply': [{ kind: 'unsubscribed', data: { scope: 'group:outbound' } }],
  'subscribe-by-reply': [{ kind: 'resubscribed', data: { scope: 'group:outbound' } }],
  'auto-responder': remark('Bounce/AutoResponder'),
  'address-change': remark('Bounce/AddressChange'),
  'challenge-verification': remark('Bounce/ChallengeVerification'),
  'inbound-error': remark('Bounce/InboundError'),
  'spam-notification': bounce('soft_bounced', 'SpamNotification'),
  'unknown-bounce': bounce('soft_bounced', 'Unknown'),
  'virus-notification': bounce('soft_bounced', 'VirusNotification'),
  'manually-deactivated': bounce('dropped', 'ManuallyDeactivated'),
  unconfirmed: bounce('dropped', 'Unconfirmed'),
  blocked: bounce('soft_bounced', 'Blocked', { enhanced: '5.7.1' }),
  'smtp-error': bounce('failed', 'SMTPApiError'),
  'smtp-error-of-a-suppressed-address': bounce('dropped', 'SMTPApiError'),
  'smtp-error-as-a-record-of-its-own': [
    { kind: 'dropped', eventId: '692560173', data: { providerEvent: 'SMTPApiError/SMTPApiError' } },
  ],
  'dmarc-policy': bounce('soft_bounced', 'DMARCPolicy'),
  'template-rendering-failed': bounce('failed', 'TemplateRenderingFailed'),
  'bounce-of-a-new-type': [{ outcome: 'unreadable', failure: 'Type: invalid_value' }],
  'bounce-with-a-number-too-large': [{ kind: 'hard_bounced', eventId: null }],
  'bounce-of-nobody': [{ outcome: 'unreadable', failure: 'Email: invalid_format' }],
  'spam-complaint': [
    {
      kind: 'complained',
      messageId: 'msg_01JD8Q2Y4M',
      data: { providerEvent: 'SpamComplaint/SpamComplaint' },
      personal: { subjectLine: 'Your receipt' },
    },
  ],
  'open-by-a-person': [{ kind: 'opened', data: { machine: 'human' }, personal: { ip: '203.0.113.7' } }],
  'open-by-apples-privacy-proxy': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-that-postmark-knows-as-a-machine': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-by-a-bot': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-nobody-can-judge': [{ kind: 'opened', data: { machine: 'unknown' } }],
  'click-by-a-person': [
    {
      kind: 'clicked',
      data: { machine: 'human', category: 'receipts' },
      personal: { url: 'https://www.example.com/receipt?id=7' },
    },
  ],
  'click-by-a-link-scanner': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'suppressed-after-a-hard-bounce': suppression('hard_bounced', 'HardBounce', {
    providerMessageId: messageId,
  }),
  'suppressed-after-a-complaint': suppression('complained', 'SpamComplaint'),
  unsubscribe: suppression('unsubscribed', 'ManualSuppression', {
    scope: 'group:broadcast',
    codes: { provider: 'Recipient' },
  }),
  'unsubscribe-without-a-stream': suppression('unsubscribed', 'ManualSuppression', { scope: 'list' }),
  'suppressed-by-an-admin': suppression('unsubscribed', 'ManualSuppression', {
    codes: { provider: 'Admin' },
  }),
  'suppressed-for-no-reason-given': suppression('unsubscribed', 'Suppressed'),
  'suppressed-for-a-new-reason': [{ outcome: 'unreadable', failure: 'SuppressionReason: invalid_value' }],
  reactivated: suppression('resubscribed', 'Reactivated', { scope: 'group:broadcast' }),
  'inbound-mail': [{ outcome: 'unreadable', failure: 'RecordType: invalid_union' }],
  'odd-optional-fields': [{ kind: 'hard_bounced', eventId: null, messageId: null }],
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

  it('and there is one for every type of bounce', () => {
    const types = Object.keys(meanings).map((name) => JSON.parse(bytesOf(name).toString()).Type);
    expect(bounceTypes.filter((type) => !types.includes(type))).toEqual([]);
    expect(bounceTypes).toHaveLength(22);
  });
});

function only(items: readonly WebhookItem[]): ReportItem {
  const [item, ...others] = items;
  if (item?.outcome !== 'report' || others.length > 0) throw new Error('is not one report');
  return item;
}

describe('a report', () => {
  it('is complete, and holds what came once', () => {
    const raw = JSON.parse(bytesOf('click-by-a-person').toString());
    expect(only(read('click-by-a-person'))).toStrictEqual({
      outcome: 'report',
      kind: 'clicked',
      occurredAt: '2025-11-21T08:00:00.123Z',
      address: { kind: 'email', value: 'ada@example.com' },
      messageId: null,
      eventId: null,
      fingerprint: ['Click', messageId, 'ada@example.com', '2025-11-21T08:00:00.123Z', '', raw.OriginalLink],
      data: {
        channel: 'email',
        providerEvent: 'Click',
        providerMessageId: messageId,
        machine: 'human',
        category: 'receipts',
      },
      personal: {
        recipient: 'ada@example.com',
        url: raw.OriginalLink,
        ip: '203.0.113.7',
        userAgent: raw.UserAgent,
        raw,
      },
    });
  });

  it('prefers our own category to the tag', () => {
    expect(only(read('delivery')).data.category).toBe('billing');
  });

  it('leaves out optional fields of the wrong type instead of being unreadable', () => {
    expect(only(read('odd-optional-fields')).data).toStrictEqual({
      channel: 'email',
      providerEvent: 'Bounce/HardBounce',
      codes: { smtp: '550', enhanced: '5.1.1', provider: 'HardBounce' },
    });
  });

  it('says nothing of the person in a remark, which no erasure would reach', () => {
    for (const name of ['auto-responder', 'address-change', 'challenge-verification', 'inbound-error']) {
      const [item] = read(name);
      const kept = item?.outcome === 'account' ? JSON.stringify(item.raw) : 'ada';
      expect(kept).not.toMatch(/ada/i);
    }
  });
});

describe('identity', () => {
  const identityOf = (name: string, changes: object = {}) => {
    const { eventId, fingerprint } = only(readJson({ ...JSON.parse(bytesOf(name).toString()), ...changes }));
    return JSON.stringify([eventId, fingerprint]);
  };
  const other = '2025-11-21T09:00:00Z';

  it.each([
    ['delivery', { MessageID: 'another' }],
    ['delivery', { Recipient: 'bob@example.com' }],
    ['delivery', { DeliveredAt: other }],
    ['hard-bounce', { ID: 7 }],
    ['hard-bounce', { BouncedAt: other }],
    ['bounce-with-a-number-too-large', { BouncedAt: other }],
    ['bounce-with-a-number-too-large', { MessageID: 'another' }],
    ['open-by-a-person', { ReceivedAt: other }],
    ['click-by-a-person', { OriginalLink: 'https://www.example.com/' }],
    ['unsubscribe', { MessageStream: 'outbound' }],
    ['unsubscribe', { ChangedAt: other }],
    ['unsubscribe', { SuppressSending: false }],
  ])('tells events apart: %s and %j', (name, changes) => {
    expect(identityOf(name, changes)).not.toBe(identityOf(name));
  });

  it('does not look at what may differ between two tries', () => {
    expect(identityOf('open-by-a-person', { FirstOpen: false, Tag: 'x' })).toBe(
      identityOf('open-by-a-person'),
    );
    expect(identityOf('hard-bounce', { CanActivate: false })).toBe(identityOf('hard-bounce'));
  });

  it('is one for a complaint that comes as a complaint and as a bounce', () => {
    expect(identityOf('spam-complaint', { RecordType: 'Bounce' })).toBe(identityOf('spam-complaint'));
  });
});
