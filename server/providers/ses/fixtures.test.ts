import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const messageId = '0100019a9f2c1a7e-3f1c2b5d-6a47-4c0e-9d58-1b2f0c7d9e11-000000';

function read(name: string) {
  const event = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));
  const body = rehearsal.wire?.bodyOf(event) ?? Buffer.alloc(0);
  return readBody(body, '2025-11-21T08:00:05.000Z');
}

const ada = { kind: 'email', value: 'ada@example.com' };
const bob = { kind: 'email', value: 'bob@example.com' };
const soft = (provider: string, codes: object = {}) => [
  { kind: 'soft_bounced', data: { providerEvent: 'Bounce/Transient', codes: { provider, ...codes } } },
];
const drop = (provider: string) => [{ kind: 'dropped', data: { codes: { provider } } }];

/** Each fixture is an SES event as it stands in the message of a notification; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  'send-to-two': [ada, bob].map((address) => ({
    kind: 'accepted',
    occurredAt: '2025-11-21T07:59:40.012Z',
    address,
    messageId: 'msg_01JD8Q2Y4M',
    data: { providerMessageId: messageId, category: 'billing', template: 'receipt-v2' },
    personal: { subjectLine: 'Your receipt' },
  })),
  'reject-of-a-virus': [{ kind: 'dropped', data: { codes: { provider: 'Bad content' } } }],
  'rendering-failure': [
    {
      kind: 'failed',
      data: { template: 'receipt' },
      personal: { reason: expect.stringContaining('firstName') },
    },
  ],
  delivery: [
    {
      kind: 'delivered',
      occurredAt: '2025-11-21T08:00:00.123Z',
      data: { codes: { smtp: '250', enhanced: '2.0.0' }, template: 'receipt-v2' },
      personal: { reason: '250 2.0.0 OK 1763712000 4Xyz' },
    },
  ],
  'delivery-to-one-of-several': [{ kind: 'delivered', address: ada, data: { category: 'billing' } }],
  delay: [{ kind: 'deferred', data: { codes: { smtp: '452', enhanced: '4.2.2', provider: 'MailboxFull' } } }],
  'hard-bounce': [
    {
      kind: 'hard_bounced',
      data: {
        providerEvent: 'Bounce/Permanent',
        codes: { smtp: '550', enhanced: '5.1.1', provider: 'General' },
      },
      personal: { reason: 'smtp; 550 5.1.1 user unknown' },
    },
  ],
  'hard-bounce-no-such-mailbox': [{ kind: 'hard_bounced', data: { codes: { provider: 'NoEmail' } } }],
  'hard-bounce-without-codes': [{ kind: 'hard_bounced' }],
  'hard-bounce-of-a-vague-code': [{ kind: 'hard_bounced', data: { codes: { enhanced: '5.0.0' } } }],
  'permanent-bounce-of-a-policy': [{ kind: 'soft_bounced', data: { codes: { enhanced: '5.7.515' } } }],
  'permanent-bounce-with-one-only-delayed': [
    { kind: 'hard_bounced', address: ada, messageId: 'msg_01JD8Q2Y4M' },
    { kind: 'soft_bounced', address: bob, messageId: 'msg_01JD8Q2Y4M' },
  ],
  'permanent-bounce-of-a-temporary-code': [
    { kind: 'soft_bounced', data: { codes: { provider: 'NoEmail' } } },
  ],
  'permanent-bounce-only-delayed-by-word': [{ kind: 'soft_bounced' }],
  'bounce-on-the-account-suppression-list': drop('OnAccountSuppressionList'),
  'bounce-on-the-tenant-suppression-list': drop('OnTenantSuppressionList'),
  'bounce-suppressed-globally': drop('Suppressed'),
  'bounce-suppressed-by-validation': drop('EmailValidationSuppressed'),
  'soft-bounce-general': soft('General'),
  'soft-bounce-mailbox-full': soft('MailboxFull', { enhanced: '5.2.2' }),
  'soft-bounce-message-too-large': soft('MessageTooLarge'),
  'soft-bounce-content-rejected': soft('ContentRejected'),
  'soft-bounce-attachment-rejected': soft('AttachmentRejected'),
  'soft-bounce-timeout': soft('CustomTimeoutExceeded', { enhanced: '4.4.7' }),
  'soft-bounce-undetermined': [
    {
      kind: 'soft_bounced',
      data: { providerEvent: 'Bounce/Undetermined', codes: { provider: 'Undetermined' } },
    },
  ],
  'bounce-told-by-an-identity': [
    { kind: 'hard_bounced', messageId: 'msg_01JD8Q2Y4M', data: { category: 'billing' } },
  ],
  'bounce-with-one-unreadable-recipient': [
    { outcome: 'unreadable', failure: 'bounce.bouncedRecipients.0.emailAddress: invalid_type' },
    { kind: 'hard_bounced', address: bob },
  ],
  'bounce-of-nobody': [{ outcome: 'unreadable', failure: 'bounce.bouncedRecipients: too_small' }],
  complaint: [{ kind: 'complained', data: { providerEvent: 'Complaint', codes: { provider: 'abuse' } } }],
  'complaint-without-a-type': [{ kind: 'complained' }],
  'complaint-by-one-of-several': [
    { kind: 'complained', address: ada },
    { kind: 'complained', address: bob },
  ],
  'complaint-on-the-suppression-list': drop('OnAccountSuppressionList'),
  'complaint-that-is-none': [{ outcome: 'account', change: 'Complaint/not-spam' }],
  'open-by-a-person': [{ kind: 'opened', data: { machine: 'human' }, personal: { ip: '203.0.113.7' } }],
  'open-by-apples-privacy-proxy': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  'open-through-gmails-image-proxy': [{ kind: 'opened', data: { machine: 'human' } }],
  'open-nobody-can-judge': [{ kind: 'opened', data: { machine: 'unknown' } }],
  'open-by-one-of-several': [{ outcome: 'account', change: 'Open/recipient_unknown' }],
  'click-by-a-person': [
    {
      kind: 'clicked',
      data: { machine: 'human' },
      personal: { url: 'https://www.example.com/receipt?id=7', ip: '203.0.113.7' },
    },
  ],
  'click-by-a-link-scanner': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'click-by-one-of-several': [{ outcome: 'account', change: 'Click/recipient_unknown' }],
  'unsubscribe-from-the-list': [{ kind: 'unsubscribed', data: { scope: 'list' } }],
  'resubscribe-to-the-list': [{ kind: 'resubscribed', data: { scope: 'list' } }],
  'unsubscribe-from-one-topic-and-back-to-another': [
    { kind: 'unsubscribed', data: { scope: 'group:news' }, eventId: expect.stringMatching(/\/0\/0$/) },
    { kind: 'resubscribed', data: { scope: 'group:offers' }, eventId: expect.stringMatching(/\/0\/1$/) },
  ],
  'unsubscribe-with-nothing-known-before': [{ kind: 'unsubscribed', data: { scope: 'group:news' } }],
  'preferences-unchanged': [{ outcome: 'account', change: 'Subscription/unchanged' }],
  'preferences-of-an-unknown-kind': [
    { outcome: 'unreadable', failure: expect.stringContaining('invalid_value') },
  ],
  'inbound-mail': [{ outcome: 'unreadable', failure: 'eventType: invalid_value' }],
  'unknown-type': [{ outcome: 'unreadable', failure: 'eventType: invalid_value' }],
  'time-as-an-old-sample-has-it': [{ kind: 'hard_bounced', occurredAt: '2025-11-21T08:00:00.000Z' }],
  'odd-optional-fields': [{ kind: 'hard_bounced', messageId: null, data: { providerMessageId: messageId } }],
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

it('names nobody but its own recipient, so that one person’s erasure is whole', () => {
  const people = ['ada@example.com', 'bob@example.com', 'eve@example.com'];
  const kept = Object.keys(meanings)
    .flatMap(read)
    .filter((item) => item.outcome !== 'unreadable');
  for (const { fingerprint: _, ...item } of kept) {
    const own = item.outcome === 'report' ? item.address.value : '';
    const text = JSON.stringify(item).toLowerCase();
    expect(people.filter((one) => one !== own && text.includes(one))).toEqual([]);
  }
});
