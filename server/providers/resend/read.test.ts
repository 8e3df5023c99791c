import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { readBody } from './read.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(`${name}.json`, fixtures));
const read = (name: string): readonly WebhookItem[] => readBody(bytesOf(name));

const bounced = (kind: string, codes: object) => [{ kind, data: { codes } }];
const account = (change: string, raw: object = {}) => [{ outcome: 'account', change, raw }];
const unreadable = (failure: string) => [{ outcome: 'unreadable', failure }];
const ours = [
  {
    kind: 'accepted',
    messageId: 'msg_01JD8Q2Y4M',
    data: {
      providerEvent: 'email.sent',
      providerMessageId: '56761188-7520-42d8-8898-ff6fc54ce618',
      category: 'billing',
      template: 'receipt-v2',
    },
  },
];

/** Each fixture is an event as Resend posts it; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  sent: ours,
  'tags-as-a-list': ours,
  scheduled: [{ kind: 'accepted', messageId: null, data: { scheduledFor: '2026-11-21T09:00:00.000Z' } }],
  delivered: [
    {
      kind: 'delivered',
      occurredAt: '2026-11-21T08:00:00.126Z',
      address: { value: 'ada@example.com' },
      data: { category: 'confirm_email', template: '43f68331-0622-4e15-8202-246a0388854b' },
      personal: { recipient: 'Ada@Example.com', subjectLine: 'Your receipt' },
    },
  ],
  'delivery-delayed': [{ kind: 'deferred' }],
  'hard-bounce': [
    {
      kind: 'hard_bounced',
      data: {
        providerEvent: 'email.bounced/Permanent',
        codes: { smtp: '550', enhanced: '5.1.1', provider: 'General' },
      },
      personal: { reason: expect.stringContaining('does not exist') },
    },
  ],
  'hard-bounce-of-no-mailbox': bounced('hard_bounced', { provider: 'NoEmail' }),
  'hard-bounce-that-explains-nothing': bounced('hard_bounced', { provider: 'General' }),
  'hard-bounce-by-code-in-the-message': bounced('hard_bounced', { smtp: '550', enhanced: '5.1.1' }),
  'bounce-called-permanent-of-a-full-mailbox': bounced('soft_bounced', { enhanced: '5.2.2' }),
  'bounce-called-permanent-of-a-policy': bounced('soft_bounced', { enhanced: '5.7.1' }),
  'bounce-called-permanent-that-is-temporary': bounced('soft_bounced', { smtp: '451' }),
  'bounce-that-is-transient': bounced('soft_bounced', { provider: 'MailboxFull' }),
  'bounce-that-is-transient-with-an-address-code': bounced('soft_bounced', { enhanced: '5.1.1' }),
  'bounce-undetermined': bounced('soft_bounced', { provider: 'Undetermined' }),
  'bounce-of-an-attachment': bounced('soft_bounced', { provider: 'AttachmentRejected' }),
  'bounce-without-type': [{ kind: 'soft_bounced', data: { providerEvent: 'email.bounced' } }],
  'bounce-suppressed': bounced('dropped', { provider: 'Suppressed' }),
  'bounce-on-the-accounts-suppression-list': bounced('dropped', { provider: 'OnAccountSuppressionList' }),
  'bounce-with-free-text-for-a-type': [{ kind: 'soft_bounced', data: { providerEvent: 'email.bounced' } }],
  suppressed: [
    {
      kind: 'dropped',
      data: { codes: { provider: 'OnAccountSuppressionList' } },
      personal: { reason: expect.stringContaining('has suppressed sending') },
    },
  ],
  failed: [
    {
      kind: 'failed',
      data: { codes: { provider: 'reached_daily_quota' } },
      personal: { reason: 'reached_daily_quota' },
    },
  ],
  'failed-in-words': [{ kind: 'failed', personal: { reason: 'Ada has no mailbox' } }],
  complained: [{ kind: 'complained' }],
  opened: [{ kind: 'opened', data: { machine: 'unknown' } }],
  'opened-with-an-agent': [
    { kind: 'opened', data: { machine: 'likely_machine' }, personal: { ip: '203.0.113.7' } },
  ],
  'clicked-by-a-person': [
    {
      kind: 'clicked',
      data: { machine: 'human' },
      personal: { url: 'https://www.example.com/receipt?id=7' },
    },
  ],
  'clicked-by-a-link-scanner': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'clicked-with-a-bare-agent': [{ kind: 'clicked', data: { machine: 'human' } }],
  'clicked-by-nobody-knows-what': [{ kind: 'clicked', data: { machine: 'unknown' } }],
  'delivered-to-one-of-several': [
    { kind: 'delivered', personal: { recipient: 'Ada@Example.com' } },
    { kind: 'delivered', personal: { recipient: 'bob@example.com' } },
  ],
  'bounce-of-one-of-several': [
    { kind: 'soft_bounced', data: { codes: { enhanced: '5.1.1', provider: 'recipient_ambiguous' } } },
    { kind: 'soft_bounced', data: { codes: { enhanced: '5.1.1', provider: 'recipient_ambiguous' } } },
  ],
  'bounce-of-one-of-several-that-is-named': [
    { kind: 'hard_bounced', address: { value: 'bob@example.com' }, data: { codes: { provider: 'General' } } },
  ],
  'complained-by-one-of-several': [
    { kind: 'complained', data: { codes: { provider: 'recipient_ambiguous' } } },
    { kind: 'complained', data: { codes: { provider: 'recipient_ambiguous' } } },
  ],
  'bounce-of-somebody-or-the-one-with-a-copy': [
    {
      kind: 'soft_bounced',
      address: { value: 'ada@example.com' },
      data: { codes: { provider: 'recipient_ambiguous' } },
    },
  ],
  'to-as-text': [{ kind: 'delivered', address: { value: 'ada@example.com' } }],
  nobody: unreadable('data.to: too_small'),
  'to-no-address': unreadable('data.to.0: invalid_format'),
  'odd-optional-fields': [{ kind: 'soft_bounced', messageId: null }],
  'unknown-event': unreadable('type: invalid_value'),
  'unknown-kind-of-event': unreadable('data.to: invalid_union; type: invalid_value'),
  'no-time': unreadable('created_at: invalid_type'),
  received: account('email.received'),
  'contact-created': account('contact.created', { data: { unsubscribed: false } }),
  'contact-updated': account('contact.updated', { data: { unsubscribed: false } }),
  'contact-unsubscribed': [
    { kind: 'unsubscribed', address: { value: 'ada@example.com' }, data: { scope: 'global' } },
  ],
  'contact-deleted': account('contact.deleted'),
  'contact-without-address': unreadable('data.email: invalid_type'),
  'contact-of-unclear-standing': unreadable('data.unsubscribed: invalid_type'),
  'topic-left': [{ kind: 'unsubscribed', data: { scope: 'group:07d84122-7224-4881-9c31-1c048e204602' } }],
  'topics-left-and-joined': [
    { kind: 'resubscribed', data: { scope: 'group:b6d24b8e-af0b-4c3c-be0c-359bbd97381e' } },
    { kind: 'unsubscribed', data: { scope: 'group:07d84122-7224-4881-9c31-1c048e204602' } },
  ],
  'topics-unchanged': account('contact.topics.updated'),
  'topic-of-unclear-standing': unreadable('data.topics.0.subscription: invalid_value'),
  'domain-created': account('domain.created/not_started', { data: { name: 'mail.example.com' } }),
  'domain-updated': account('domain.updated/partially_failed'),
  'domain-deleted': account('domain.deleted/not_started'),
  'suppression-added': account('suppression.added/bounce', { data: { origin: 'bounce' } }),
  'suppression-removed': account('suppression.removed/manual'),
  'topic-created': account('topic.created'),
  'account-event-without-data': unreadable('data: invalid_type'),
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

function reports(name: string): readonly ReportItem[] {
  return read(name).map((item) => {
    if (item.outcome !== 'report') throw new Error(`${name} is no report`);
    return item;
  });
}

describe('a report', () => {
  it('is complete, and holds what came once', () => {
    const raw = JSON.parse(bytesOf('clicked-by-a-person').toString());
    expect(reports('clicked-by-a-person')).toStrictEqual([
      {
        outcome: 'report',
        kind: 'clicked',
        occurredAt: '2026-11-21T08:00:00.126Z',
        address: { kind: 'email', value: 'ada@example.com' },
        messageId: null,
        eventId: null,
        fingerprint: [
          'email.clicked',
          '56761188-7520-42d8-8898-ff6fc54ce618',
          '',
          'ada@example.com',
          '2026-11-21T08:00:00.126Z',
          'https://www.example.com/receipt?id=7',
        ],
        data: {
          channel: 'email',
          providerEvent: 'email.clicked',
          providerMessageId: '56761188-7520-42d8-8898-ff6fc54ce618',
          machine: 'human',
          category: 'confirm_email',
          template: '43f68331-0622-4e15-8202-246a0388854b',
        },
        personal: {
          recipient: 'Ada@Example.com',
          subjectLine: 'Your receipt',
          url: 'https://www.example.com/receipt?id=7',
          ip: '203.0.113.7',
          userAgent: raw.data.click.userAgent,
          raw,
        },
      },
    ]);
  });

  it('of a message to several is each one’s alone, and an event of its own', () => {
    const [ada, bob] = reports('delivered-to-one-of-several');
    expect(JSON.stringify(ada)).not.toMatch(/bob|cleo/i);
    expect(JSON.stringify(bob)).not.toMatch(/ada|cleo/i);
    expect(ada?.fingerprint).not.toEqual(bob?.fingerprint);
    expect(bob?.personal.raw).toMatchObject({
      data: { to: ['bob@example.com'], headers: [{ name: 'X-Order', value: '7' }] },
    });
  });

  it('keeps the people with a copy out of what is one person’s', () => {
    expect(JSON.stringify(reports('bounce-of-somebody-or-the-one-with-a-copy'))).not.toContain('cleo');
  });

  it('has no codes where nothing says so', () => {
    for (const name of ['delivered', 'bounce-with-free-text-for-a-type', 'failed-in-words']) {
      expect(reports(name)[0]?.data).not.toHaveProperty('codes');
    }
  });

  it.each(['bounce-with-free-text-for-a-type', 'failed-in-words'])(
    'keeps words out of the clear: %s',
    (name) => {
      expect(JSON.stringify(reports(name)[0]?.data)).not.toContain('Ada');
    },
  );

  it('leaves out optional fields of the wrong type instead of being unreadable', () => {
    expect(reports('odd-optional-fields')[0]?.data).toStrictEqual({
      channel: 'email',
      providerEvent: 'email.bounced',
    });
  });

  it('about a contact is sealed whole under the contact', () => {
    const raw = JSON.parse(bytesOf('contact-unsubscribed').toString());
    expect(reports('contact-unsubscribed')).toMatchObject([
      { personal: { recipient: 'Ada@Example.com', raw } },
    ]);
  });
});

const accounts = Object.keys(meanings).filter((name) => read(name)[0]?.outcome === 'account');

it.each(accounts)('an item about the account names no person: %s', (name) => {
  expect(JSON.stringify(read(name))).not.toMatch(/ada|support@/i);
});
