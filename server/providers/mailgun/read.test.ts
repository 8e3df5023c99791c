import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ReportItem, WebhookItem } from '#server/providers/provider.ts';
import { readBody } from './read.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const files = readdirSync(fixtures);
const bytesOf = (name: string) =>
  readFileSync(new URL(files.find((file) => file.replace(/\.\w+$/, '') === name) ?? name, fixtures));
const read = (name: string): readonly WebhookItem[] => readBody(bytesOf(name));

const soft = (codes: object) => [{ kind: 'soft_bounced', data: { codes } }];
const hard = (codes: object) => [{ kind: 'hard_bounced', data: { codes } }];
const opened = (machine: string) => [{ kind: 'opened', data: { machine } }];
const account = (change: string) => [{ outcome: 'account', change }];

/** Each fixture is a webhook as Mailgun posts it; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  accepted: [
    {
      kind: 'accepted',
      messageId: 'msg_01JD8Q2Y4M',
      eventId: 'CCXMjJ7nQi2N3BPigGOdgQ:2025-11-21',
      data: {
        providerMessageId: '20251121080000.1.DF5966851B4BAA99@mg.example.com',
        category: 'billing',
        template: 'receipt-v2',
      },
      personal: { recipient: 'Ada@Example.com', subjectLine: 'Your receipt' },
    },
  ],
  'accepted-for-later': [{ kind: 'accepted', data: { scheduledFor: '2025-11-21T09:00:00.000Z' } }],
  'accepted-to-several': [{ kind: 'accepted', personal: { recipient: 'ada@example.com' } }],
  delivered: [
    {
      kind: 'delivered',
      occurredAt: '2025-11-21T08:00:00.153Z',
      data: { codes: { smtp: '250', attempt: 1 }, category: 'receipts' },
      personal: { reason: 'OK' },
    },
  ],
  deferred: [
    {
      kind: 'deferred',
      data: {
        providerEvent: 'failed/temporary',
        codes: { smtp: '421', enhanced: '4.7.0', provider: 'generic', attempt: 2 },
      },
    },
  ],
  'deferred-because-greylisted': [{ kind: 'deferred', data: { codes: { provider: 'greylisted' } } }],
  'deferred-without-mail-server': [
    {
      kind: 'deferred',
      data: { codes: { provider: 'generic/498' } },
      personal: { reason: 'No MX for example.com' },
    },
  ],
  'deferred-by-an-address-code': [{ kind: 'deferred', data: { codes: { enhanced: '5.1.1' } } }],
  'hard-bounce': hard({ smtp: '550', enhanced: '5.1.1', provider: 'bounce' }),
  'hard-bounce-by-code-in-the-message': hard({ enhanced: '5.1.10' }),
  'hard-bounce-of-a-disabled-mailbox': hard({ enhanced: '5.2.1' }),
  'hard-bounce-told-late': [
    {
      kind: 'hard_bounced',
      data: { providerEvent: 'failed/permanent/delayed', codes: { enhanced: '5.1.1' } },
    },
  ],
  'bounce-told-late-that-says-little': [
    {
      kind: 'soft_bounced',
      data: { providerEvent: 'failed/permanent/delayed', codes: { smtp: '550', enhanced: '5.0.0' } },
    },
  ],
  'bounce-of-a-full-mailbox': soft({ enhanced: '5.2.2' }),
  'bounce-of-a-policy': soft({ enhanced: '5.7.1' }),
  'bounce-called-soft-with-an-address-code': soft({ enhanced: '5.1.1' }),
  'bounce-without-a-telling-code': soft({ smtp: '550' }),
  'bounce-that-is-temporary-by-code': soft({ smtp: '450' }),
  'bounce-after-too-many-tries': soft({ smtp: '450', provider: 'old/602', attempt: 8 }),
  'bounce-too-old-with-an-address-code': soft({ enhanced: '5.1.1', provider: 'old' }),
  'bounce-blamed-on-the-sender': soft({ enhanced: '5.1.1', provider: 'espblock' }),
  'bounce-by-a-blacklist': soft({ provider: 'blacklisted' }),
  'bounce-still-greylisted': soft({ enhanced: '5.1.1', provider: 'greylisted' }),
  'dropped-because-bounced-before': [
    {
      kind: 'dropped',
      data: { codes: { provider: 'suppress-bounce/605' } },
      personal: { reason: 'Not delivering to previously bounced address' },
    },
  ],
  'dropped-because-unsubscribed': [
    { kind: 'dropped', data: { codes: { provider: 'suppress-unsubscribe/606' } } },
  ],
  'dropped-because-complained-before': [
    { kind: 'dropped', data: { codes: { provider: 'suppress-complaint/607' } } },
  ],
  'dropped-by-code-alone': [{ kind: 'dropped', data: { codes: { provider: '605' } } }],
  'failed-without-severity': [{ outcome: 'unreadable', failure: 'severity: missing' }],
  rejected: [{ kind: 'dropped', eventId: 'OMTXD3sSmKIQa1gSKkYVAA:2025-11-21' }],
  'rejected-without-recipient': [
    {
      kind: 'dropped',
      eventId: 'OMTXD3sSmKIQa1gSKkYVAA:2025-11-21',
      address: { value: 'ada@example.com' },
      personal: { reason: 'Sandbox subdomains are for test purposes only.' },
    },
  ],
  'rejected-for-several': [
    { kind: 'dropped', eventId: null, personal: { recipient: 'Ada@example.com' } },
    { kind: 'dropped', eventId: null, personal: { recipient: 'bob@example.com' } },
  ],
  'rejected-with-recipients-listed': [{ kind: 'dropped', address: { value: 'bob@example.com' } }],
  'rejected-to-nobody-named': [{ outcome: 'unreadable', failure: 'recipient: missing' }],
  'open-by-a-person': [
    { kind: 'opened', data: { machine: 'human', category: 'welcome' }, personal: { ip: '203.0.113.7' } },
  ],
  'open-by-apples-privacy-proxy': opened('likely_machine'),
  'open-through-gmails-image-proxy': opened('unknown'),
  'open-by-a-scanner': opened('likely_machine'),
  'open-with-a-flag-instead-of-a-word': opened('likely_machine'),
  'open-with-a-flag-that-says-no': opened('human'),
  'open-by-a-program': opened('likely_machine'),
  'open-by-a-library': opened('likely_machine'),
  'open-with-apples-bare-agent': opened('likely_machine'),
  'open-before-bots-were-told': opened('human'),
  'open-nobody-can-judge': opened('unknown'),
  'click-by-a-person': [
    {
      kind: 'clicked',
      data: { machine: 'human' },
      personal: { url: 'https://www.example.com/receipt?id=7' },
    },
  ],
  'click-by-a-link-scanner': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'click-through-gmail': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'unsubscribe-from-everything': [{ kind: 'unsubscribed', data: { scope: 'global' } }],
  'unsubscribe-from-a-mailing-list': [{ kind: 'unsubscribed', data: { scope: 'group:news@mg.example.com' } }],
  complaint: [{ kind: 'complained', address: { value: 'ada@example.com' } }],
  'variables-as-text': [{ messageId: 'msg_text', data: { category: 'product' } }],
  'variables-cut-short': [{ kind: 'delivered', messageId: null, data: { category: 'receipts' } }],
  'template-of-mailgun': [{ data: { template: 'welcome' } }],
  'message-id-in-brackets': [{ data: { providerMessageId: '20251121080000.1.DF@mg.example.com' } }],
  'odd-optional-fields': [{ kind: 'delivered', eventId: null, messageId: null }],
  'test-mode': account('test/delivered'),
  'test-of-mailguns-own': account('test/opened'),
  stored: account('stored'),
  'list-member-uploaded': account('list_member_uploaded'),
  'list-member-upload-error': account('list_member_upload_error'),
  'list-uploaded': account('list_uploaded'),
  'unknown-event': [{ outcome: 'unreadable', failure: 'event: invalid_value' }],
  'no-recipient': [{ outcome: 'unreadable', failure: 'recipient: missing' }],
  'no-time': [{ outcome: 'unreadable', failure: 'timestamp: invalid_type' }],
  'no-event': [{ outcome: 'unreadable', failure: 'event: invalid_value; timestamp: invalid_type' }],
  'event-alone-as-a-dead-letter-is-tried-again': [
    { kind: 'delivered', eventId: 'aLone1RtiDNcWtAAAAAAAA:2025-11-21' },
  ],
  'form-as-before-2018': [{ outcome: 'unreadable', failure: 'body: form_instead_of_json', encoding: 'text' }],
};

describe('each fixture is read as what it means', () => {
  it('and none is left out', () => {
    const names = files.map((file) => file.replace(/\.\w+$/, ''));
    expect(Object.keys(meanings).sort()).toEqual(names.sort());
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
    const { 'event-data': raw } = JSON.parse(bytesOf('open-by-a-person').toString());
    expect(only('open-by-a-person')).toStrictEqual({
      outcome: 'report',
      kind: 'opened',
      occurredAt: '2025-11-21T08:00:00.153Z',
      address: { kind: 'email', value: 'ada@example.com' },
      messageId: null,
      eventId: '-laxIqj9QWubsjY_3pTq_g:2025-11-21',
      fingerprint: [
        '20251121080000.1.DF5966851B4BAA99@mg.example.com',
        '',
        'opened',
        'ada@example.com',
        '2025-11-21T08:00:00.153Z',
        '',
        '',
        '',
        '',
        '',
        '',
      ],
      data: {
        channel: 'email',
        providerEvent: 'opened',
        providerMessageId: '20251121080000.1.DF5966851B4BAA99@mg.example.com',
        machine: 'human',
        category: 'welcome',
      },
      personal: {
        recipient: 'Ada@Example.com',
        subjectLine: 'Your receipt',
        ip: '203.0.113.7',
        userAgent: raw['client-info']['user-agent'],
        raw,
      },
    });
  });

  it.each(['suppress-bounce', 'suppress-unsubscribe', 'suppress-complaint'])(
    'of %s is a drop, also without a code',
    (reason) => {
      const { 'event-data': event } = JSON.parse(bytesOf('hard-bounce').toString());
      expect(readBody(Buffer.from(JSON.stringify({ ...event, reason })))).toMatchObject([
        { kind: 'dropped' },
      ]);
    },
  );

  it.each(['accepted-to-several', 'complaint'])('of one person names nobody else: %s', (name) => {
    const { personal } = only(name);
    expect(JSON.stringify(personal)).not.toMatch(/bob|team/i);
    expect(personal.raw).toMatchObject({ message: { headers: { to: personal.recipient } } });
  });

  it('of a rejection for several is theirs alone, and an event of its own', () => {
    const [ada, bob] = read('rejected-for-several') as [ReportItem, ReportItem];
    expect(JSON.stringify(ada)).not.toContain('bob');
    expect(JSON.stringify(bob)).not.toMatch(/ada@/i);
    expect(ada.fingerprint).not.toEqual(bob.fingerprint);
  });

  it('does not take the address of a server for the person’s', () => {
    expect(only('delivered').personal).not.toHaveProperty('ip');
    expect(only('accepted').personal).not.toHaveProperty('ip');
  });

  it('keeps words that are not Mailgun’s own out of the clear', () => {
    expect(JSON.stringify(only('dropped-by-code-alone').data)).not.toMatch(/something-new|Ada/);
  });

  it('leaves out optional fields of the wrong type instead of being unreadable', () => {
    expect(only('odd-optional-fields').data).toStrictEqual({ channel: 'email', providerEvent: 'delivered' });
  });
});

it.each(['stored', 'list-member-uploaded', 'list-member-upload-error', 'list-uploaded', 'test-mode'])(
  'an item about the account names no person: %s',
  (name) => {
    const [item] = read(name);
    expect(JSON.stringify(item)).not.toMatch(/ada|support@/i);
    expect(item).toMatchObject({
      outcome: 'account',
      raw: { id: expect.any(String), timestamp: expect.any(Number) },
    });
  },
);

describe('what cannot be read', () => {
  it.each(['unknown-event', 'no-event', 'no-recipient', 'form-as-before-2018'])(
    'is kept without the signature, so that a retry under another one is the same: %s',
    (name) => {
      const [item] = read(name);
      if (item?.outcome !== 'unreadable') throw new Error('must be unreadable');
      expect(item.raw).not.toMatch(/651869375b9df3c98fc|6b1d3a0b5f6b0c1f/);
      expect(item.raw).toMatch(/vanished|delivered|bounced/);
    },
  );

  it('says the same when it is tried again', () => {
    for (const name of ['unknown-event', 'no-recipient', 'failed-without-severity', 'form-as-before-2018']) {
      const [item] = read(name);
      if (item?.outcome !== 'unreadable') throw new Error('must be unreadable');
      expect(readBody(Buffer.from(item.raw))).toEqual([item]);
    }
  });
});
