import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBody } from './read.ts';
import { rehearsal } from './rehearsal.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const receivedAt = '2025-11-21T08:00:05.000Z';
const sid = 'SM7d2c4f0e9b8a4c1d8e3f5a6b7c8d9e01';
const ada = { kind: 'phone', value: '+15005551234' };

/** A fixture is a form with the query it came to, or a batch of streamed events. */
function read(name: string) {
  const { query, form, events } = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));
  const body = form === undefined ? Buffer.from(JSON.stringify(events)) : rehearsal.wire?.bodyOf(form);
  return readBody(body ?? Buffer.alloc(0), { receivedAt, query: new URLSearchParams(query) });
}

const failed = (kind: string, code: string) => [
  { kind, address: ada, data: { codes: { provider: code } }, personal: { reason: expect.any(String) } },
];
const wish = (word: string, text: string) => [
  { outcome: 'reply', address: ada, data: { wish: word, scope: 'sender' }, personal: { text } },
];
const unreadable = (failure: string) => [{ outcome: 'unreadable', failure, encoding: 'text' }];

/** What each fixture means. */
const meanings: Record<string, readonly object[]> = {
  delivered: [
    {
      kind: 'delivered',
      // The carrier's clock stands in no known zone, so it is not believed.
      occurredAt: receivedAt,
      messageId: 'msg_01JD8Q2Y4M',
      data: { providerMessageId: sid, category: 'billing', template: 'receipt-v2' },
    },
  ],
  queued: [{ kind: 'accepted', messageId: 'msg_01JD8Q2Y4M' }],
  'accepted-by-a-messaging-service': [{ kind: 'accepted', data: { providerEvent: 'accepted' } }],
  scheduled: [{ kind: 'accepted', data: { providerEvent: 'scheduled' } }],
  sending: [{ kind: 'accepted', data: { providerEvent: 'sending' } }],
  sent: [{ kind: 'sent' }],
  canceled: [{ kind: 'dropped', data: { providerEvent: 'canceled' } }],
  'partially-delivered': [{ kind: 'deferred' }],
  'unreachable-handset': failed('soft_bounced', '30003'),
  'blocked-by-the-carrier': failed('soft_bounced', '30004'),
  'hard-bounce': failed('hard_bounced', '30005'),
  landline: failed('hard_bounced', '30006'),
  'filtered-which-is-no-opt-out': failed('dropped', '30007'),
  'unknown-error': failed('soft_bounced', '30008'),
  'invalid-number': failed('hard_bounced', '21211'),
  'no-permission-for-the-region': failed('failed', '21408'),
  'not-a-mobile-number': failed('hard_bounced', '21614'),
  'opted-out': [
    { kind: 'dropped', messageId: 'msg_01JD8Q2Y4M', data: { codes: { provider: '21610' } } },
    {
      kind: 'unsubscribed',
      messageId: 'msg_01JD8Q2Y4M',
      address: ada,
      data: { scope: 'sender', codes: { provider: '21610' } },
    },
  ],
  'unregistered-sender': failed('failed', '30034'),
  'code-nobody-knows': failed('soft_bounced', '39999'),
  'undelivered-without-a-code': [{ kind: 'soft_bounced' }],
  'code-zero': [{ kind: 'delivered' }],
  'whatsapp-delivered': [{ kind: 'delivered', address: ada, data: { providerEvent: 'delivered/whatsapp' } }],
  'whatsapp-read': [{ kind: 'read', address: ada, messageId: 'msg_01JD8Q2Y4M' }],
  'whatsapp-recipient-unknown': failed('dropped', '63003'),
  'whatsapp-sender-blocked': failed('dropped', '63014'),
  'whatsapp-outside-the-window': failed('failed', '63016'),
  'rcs-delivered': [{ kind: 'delivered', address: ada, data: { providerEvent: 'delivered/rcs' } }],
  'messenger-knows-no-number': unreadable('To: not_a_phone_number'),
  'to-a-short-code': unreadable('To: not_a_phone_number'),
  'oldest-names': [{ kind: 'delivered', data: { providerMessageId: sid } }],
  'status-nobody-knows': unreadable('MessageStatus: invalid_value'),
  'fields-sent-several-times': [
    { kind: 'delivered', personal: { raw: { ErrorMessage: ['one', 'two'], Tag: ['a', 'b'] } } },
  ],
  'status-sent-twice': unreadable('MessageStatus: invalid_type'),
  'stop-by-advanced-opt-out': wish('stop', 'Arrêtez'),
  'start-by-advanced-opt-out': wish('start', 'yes'),
  stop: wish('stop', ' Stop '),
  start: wish('start', 'START'),
  help: wish('help', 'help'),
  chat: wish('none', 'When does the shop stop for lunch?'),
  picture: [{ outcome: 'reply', data: { wish: 'none' } }],
  'stop-by-whatsapp': wish('stop', 'STOP'),
  'reply-from-a-short-code': unreadable('From: not_a_phone_number'),
  'reply-from-a-name': unreadable('From: not_a_phone_number'),
  'conversation-message': unreadable('From: invalid_type'),
  'voice-call': unreadable('body: not_a_callback'),
  'streamed-delivered': [
    {
      kind: 'delivered',
      eventId: 'EZ0123456789abcdef0123456789abcdef',
      occurredAt: '2025-11-21T08:00:00.563Z',
      messageId: 'msg_01JD8Q2Y4M',
      data: { category: 'billing', providerMessageId: sid },
    },
  ],
  'streamed-ids-in-tags': [{ kind: 'sent', messageId: 'msg_tagged', data: { category: 'product' } }],
  'streamed-opt-out': [
    { kind: 'dropped', eventId: 'EZ0123456789abcdef0123456789abcdef' },
    {
      kind: 'unsubscribed',
      eventId: 'EZ0123456789abcdef0123456789abcdef/unsubscribed',
      data: { scope: 'sender' },
    },
  ],
  'streamed-hard-bounce': [{ kind: 'hard_bounced', data: { codes: { provider: '30005' } } }],
  'streamed-stop': [
    { outcome: 'reply', occurredAt: '2025-11-21T08:00:00.000Z', address: ada, data: { wish: 'stop' } },
  ],
  'streamed-click': [
    {
      kind: 'clicked',
      occurredAt: '2025-11-21T08:10:00.000Z',
      data: { machine: 'human' },
      personal: {
        url: 'https://www.example.com/offer?id=7',
        userAgent: expect.stringContaining('iPhone'),
      },
    },
  ],
  'streamed-click-by-a-preview': [{ kind: 'clicked', data: { machine: 'likely_machine' } }],
  'streamed-test-of-the-sink': [{ outcome: 'account', change: 'com.twilio.eventstreams.test-event' }],
  'streamed-from-another-product': [{ outcome: 'unreadable', failure: 'type: unknown', encoding: 'json' }],
  'streamed-good-and-bad': [
    { kind: 'accepted' },
    { outcome: 'unreadable', failure: 'data.messageStatus: invalid_value' },
    { outcome: 'unreadable', failure: 'data.to: not_a_phone_number' },
    { outcome: 'unreadable', failure: 'item: invalid_type' },
    { kind: 'delivered', occurredAt: '2025-11-21T08:00:01.000Z' },
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

describe('a fixture tells nothing of', () => {
  it('a scope, where nobody asked to be left alone', () => {
    for (const name of [
      'filtered-which-is-no-opt-out',
      'blocked-by-the-carrier',
      'whatsapp-sender-blocked',
    ]) {
      const [item, ...more] = read(name);
      expect(more).toEqual([]);
      expect(item).not.toHaveProperty('data.scope');
    }
  });

  it('an error, where the code is zero', () => {
    expect(read('code-zero')[0]).not.toHaveProperty('data.codes');
  });

  it('who clicks, in the clear', () => {
    const [item] = read('streamed-click');
    const { raw: _, ...data } = item?.outcome === 'report' ? { raw: null, ...item.data } : { raw: null };
    expect(JSON.stringify(data)).not.toMatch(/5551234|example\.com|iPhone/);
  });
});
