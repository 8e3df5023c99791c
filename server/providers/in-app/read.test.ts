import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WebhookItem } from '#server/providers/provider.ts';
import { inApp } from './in-app.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const bodyOf = (name: string) => readFileSync(new URL(`${name}.json`, fixtures));
const receiver = inApp.configure(inApp.rehearsal.credentials().environment);

function readBody(body: Buffer, deliveryId?: string): readonly WebhookItem[] {
  const headers = new Headers(deliveryId === undefined ? {} : { 'webhook-id': deliveryId });
  const context = { receivedAt: '2026-11-21T12:00:00.000Z', query: new URLSearchParams(), headers };
  return receiver?.read(body, context) ?? [];
}

const nobodySays = expect.not.objectContaining({ machine: expect.anything() });

/** Each fixture is an event as a product posts it; here is what each means. */
const meanings: Record<string, readonly object[]> = {
  delivered: [{ kind: 'delivered', messageId: 'ntf_1-in_app-0', data: { channel: 'in_app' } }],
  seen: [{ kind: 'opened', data: { providerEvent: 'seen' } }],
  'opened-by-itself': [{ kind: 'opened', data: { machine: 'likely_machine' } }],
  read: [{ kind: 'read', data: nobodySays, personal: { ip: '203.0.113.7' } }],
  'read-by-a-person': [{ kind: 'read', data: { machine: 'human' } }],
  'read-of-a-notification': [{ kind: 'read', messageId: 'ntf_1-in_app-0' }],
  'read-of-a-later-attempt': [{ kind: 'read', messageId: 'ntf_1-in_app-2' }],
  'read-of-what-earshot-did-not-send': [
    {
      kind: 'read',
      messageId: null,
      data: { providerMessageId: 'inbox-42', category: 'product', template: 'new-comment' },
    },
  ],
  clicked: [{ kind: 'clicked', personal: { url: 'https://app.example.com/invoices/7' } }],
  failed: [{ kind: 'failed', personal: { reason: 'no inbox for this user' } }],
  'user-with-a-number': [{ kind: 'read', address: { kind: 'user', value: '7' } }],
  'read-of-nothing-named': [{ outcome: 'unreadable', failure: 'messageId: missing' }],
  'nobody-reads': [{ outcome: 'unreadable', failure: 'userId: invalid_union' }],
  'unknown-event': [{ outcome: 'unreadable', failure: 'event: invalid_value' }],
  'time-without-zone': [{ outcome: 'unreadable', failure: 'at: invalid_format' }],
  several: [
    { kind: 'read', messageId: 'a', eventId: 'evt_1' },
    { kind: 'read', messageId: 'b', eventId: 'evt_2' },
  ],
};

describe('each fixture is read as what it means', () => {
  it('and none is left out', () => {
    const files = readdirSync(fixtures).map((file) => file.replace('.json', ''));
    expect(Object.keys(meanings).sort()).toEqual(files.sort());
  });

  it.each(Object.keys(meanings))('%s', (name) => {
    const items = readBody(bodyOf(name), 'delivery');
    expect(items).toHaveLength(meanings[name]?.length ?? 0);
    expect(items).toMatchObject(meanings[name] ?? []);
  });
});

it('is complete, and holds what came once', () => {
  const raw = JSON.parse(bodyOf('read').toString());
  expect(readBody(bodyOf('read'))).toStrictEqual([
    {
      outcome: 'report',
      kind: 'read',
      occurredAt: '2026-11-21T08:00:00.000Z',
      address: { kind: 'user', value: 'user-7' },
      messageId: 'ntf_1-in_app-0',
      eventId: 'evt_1',
      fingerprint: ['read', 'ntf_1-in_app-0', '8812', 'user-7', '2026-11-21T08:00:00.000Z', ''],
      data: { channel: 'in_app', providerEvent: 'read', providerMessageId: '8812' },
      personal: { recipient: 'user-7', ip: '203.0.113.7', userAgent: 'ExampleApp/3.1', raw },
    },
  ]);
});

describe('identity', () => {
  const event = JSON.parse(bodyOf('clicked').toString());
  const read = (changes: object, deliveryId?: string) => {
    const [item] = readBody(Buffer.from(JSON.stringify({ ...event, ...changes })), deliveryId);
    return item?.outcome === 'report' ? item : null;
  };

  it('is the id of the delivery, before an id in the event', () => {
    expect(read({ id: 'evt_1' }, 'msg_2')?.eventId).toBe('msg_2');
    expect(read({ id: 'evt_1' })?.eventId).toBe('evt_1');
  });

  it('keeps people apart whose ids differ in case alone', () => {
    expect(read({ userId: 'Ada' })?.address).not.toEqual(read({ userId: 'ada' })?.address);
  });

  it.each([
    { event: 'read' },
    { userId: 'user-8' },
    { messageId: 'another' },
    { itemId: 'inbox-42' },
    { at: '2026-11-21T08:00:00.001Z' },
    { url: 'https://app.example.com/' },
  ])('tells events apart by %j', (changes) => {
    const changed = read(changes);
    expect(changed).not.toBeNull();
    expect(changed?.fingerprint).not.toEqual(read({})?.fingerprint);
  });

  it('does not take a message id of the wrong type for none', () => {
    expect(read({ messageId: {}, itemId: 'inbox-42' })).toBeNull();
    expect(read({ messageId: 'a\0b' })).toBeNull();
  });
});

it('reads the example that the documentation shows', () => {
  const page = readFileSync(new URL('../../../docs/standard-webhooks.md', import.meta.url), 'utf8');
  const example = /```json\n(\{"event".+)\n```/.exec(page)?.[1] ?? '';
  expect(readBody(Buffer.from(example))).toMatchObject([
    { kind: 'read', messageId: 'msg_01JD8Q2Y4M', address: { value: 'user-7' } },
  ]);
});
