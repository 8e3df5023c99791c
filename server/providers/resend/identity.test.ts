import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportData, reportPersonal } from '#server/domain/message/report.ts';
import type { WebhookItem } from '#server/providers/provider.ts';
import { resend } from './resend.ts';

const { environment } = resend.rehearsal.credentials();
const receiver = resend.configure(environment);

function read(value: unknown, deliveryId?: string): readonly WebhookItem[] {
  const headers = new Headers(deliveryId === undefined ? {} : { 'svix-id': deliveryId });
  const context = { receivedAt: '2026-11-21T12:00:00.000Z', query: new URLSearchParams(), headers };
  return receiver?.read(Buffer.from(JSON.stringify(value)), context) ?? [];
}

const event = JSON.parse(readFileSync(new URL('fixtures/clicked-by-a-person.json', import.meta.url), 'utf8'));
const changed = (changes: object, data: object = {}) => ({
  ...event,
  ...changes,
  data: { ...event.data, ...data },
});
const identities = (items: readonly WebhookItem[]) =>
  items.map((item) => (item.outcome === 'unreadable' ? null : [item.eventId, item.fingerprint]));

describe('identity', () => {
  it('is the id of the delivery where it names one event', () => {
    expect(read(event, 'msg_2W2D3q')).toMatchObject([{ eventId: 'msg_2W2D3q' }]);
    expect(read({ ...event, type: 'domain.updated' }, 'msg_1')).toMatchObject([{ eventId: 'msg_1' }]);
  });

  it.each([undefined, '', 'a b', 'msg_1, msg_1', 'x'.repeat(201)])('is the content under the id %j', (id) => {
    expect(read(event, id)).toMatchObject([{ eventId: null }]);
  });

  it('is the content where one delivery is about several people, the same whenever it comes', () => {
    const toTwo = changed({}, { to: ['ada@example.com', 'bob@example.com'] });
    const items = read(toTwo, 'msg_1');
    expect(items).toMatchObject([{ eventId: null }, { eventId: null }]);
    expect(new Set(identities(items).map((identity) => JSON.stringify(identity))).size).toBe(2);
    expect(identities(read(toTwo, 'msg_2'))).toEqual(identities(items));
  });

  it('has the same fingerprint under another delivery id', () => {
    const prints = ['msg_1', 'msg_2'].map((id) => read(event, id)[0]);
    expect(prints[0]).toMatchObject({ fingerprint: expect.any(Array) });
    expect(prints[1]).toMatchObject({ fingerprint: identities(read(event))[0]?.[1] });
  });

  it.each([
    [{ type: 'email.opened' }, {}],
    [{ created_at: '2026-11-21T08:00:00.127Z' }, {}],
    [{}, { email_id: 'another' }],
    [{}, { to: ['bob@example.com'] }],
    [{}, { tags: { earshot_message_id: 'msg_1' } }],
    [{}, { click: { link: 'https://www.example.com/' } }],
  ])('tells events apart by %j %j', (changes, data) => {
    const items = read(changed(changes, data));
    expect(items).toMatchObject([{ outcome: 'report' }]);
    expect(identities(items)).not.toEqual(identities(read(event)));
  });

  it('of what is about no message is its own, and the same under another id', () => {
    const topics = (id: string, subscription: string) => ({
      email: 'ada@example.com',
      topics: [{ id, subscription }],
    });
    const said = [
      ['contact.updated', { email: 'ada@example.com', unsubscribed: true }],
      ['contact.updated', { email: 'bob@example.com', unsubscribed: true }],
      ['contact.topics.updated', topics('1', 'opt_in')],
      ['contact.topics.updated', topics('1', 'opt_out')],
      ['contact.topics.updated', topics('2', 'opt_out')],
      ['domain.updated', { id: '1', status: 'verified' }],
      ['domain.updated', { id: '1', status: 'failed' }],
      ['domain.updated', { id: '2', status: 'failed' }],
      ['email.received', { email_id: '1' }],
      ['email.received', { email_id: '2' }],
    ] as const;
    const prints = (deliveryId: string) =>
      said.map(([type, data]) => {
        const [identity] = identities(read({ type, created_at: event.created_at, data }, deliveryId));
        return JSON.stringify(identity?.[1]);
      });
    expect(new Set(prints('msg_1')).size).toBe(said.length);
    expect(prints('msg_2')).toEqual(prints('msg_1'));
  });
});

describe('hostile bodies', () => {
  it('replaces what Postgres cannot keep, bounds what it copies, and leaves the raw item alone', () => {
    const subject = `a\0b\ud800${'s'.repeat(999)}`;
    const [item] = read(changed({}, { subject, tags: { earshot_category: 'c'.repeat(999) } }));
    expect(item).toMatchObject({
      data: { category: 'c'.repeat(200) },
      personal: { subjectLine: `a\uFFFDb\uFFFD${'s'.repeat(496)}`, raw: { data: { subject } } },
    });
  });

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'a\0@example.com',
    '\ud800@example.com',
    'a b@example.com',
    'Ada <>',
    '',
    7,
  ])('does not take %j for an address', (to) => {
    expect(read(changed({}, { to: [to] }))).toMatchObject([
      { outcome: 'unreadable', failure: expect.stringMatching(/^data\.to/) },
    ]);
  });

  it.each(['2026-11-21T08:00:00', '1969-12-31T23:59:59Z', 'now', 1_795_248_000, null])(
    'refuses the time %j',
    (at) => {
      expect(read(changed({ created_at: at }))).toMatchObject([
        { outcome: 'unreadable', failure: expect.stringMatching(/^created_at: invalid_(?:type|format)$/) },
      ]);
    },
  );

  it('takes an id of ours only where it is one', () => {
    for (const id of ['', ' ', 'a\0', 'x'.repeat(201), 7, null]) {
      expect(read(changed({}, { tags: { earshot_message_id: id } }))).toMatchObject([{ messageId: null }]);
    }
  });

  it('takes no meaning from a property of every object', () => {
    expect(read(changed({}, { tags: {} }))[0]).toMatchObject({ data: { template: event.data.template_id } });
    expect(read({ ...changed({}), type: 'constructor' })).toMatchObject([{ outcome: 'unreadable' }]);
  });

  it('never makes an ill-formed report of data that is anything at all', () => {
    const names = [
      'bounce',
      'click',
      'open',
      'failed',
      'tags',
      'email_id',
      'subject',
      'type',
      'subType',
      'link',
    ];
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.constantFrom(null, '\0', 'Permanent'),
    );
    const part = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, fc.array(value, { maxLength: 3 })));
    const data = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, part), { maxKeys: 6 });
    const types = fc.constantFrom(
      'email.bounced',
      'email.clicked',
      'email.failed',
      'contact.updated',
      'topic.created',
    );
    fc.assert(
      fc.property(types, data, fc.boolean(), (type, changes, isToTwo) => {
        const to = isToTwo ? ['ada@example.com', 'bob@example.com'] : ['ada@example.com'];
        const items = read(
          { type, created_at: event.created_at, data: { to, email: to[0], ...changes } },
          'msg_1',
        );
        expect(items.length).toBeGreaterThan(0);
        for (const item of items) {
          if (item.outcome !== 'report') continue;
          reportData.parse({ ...item.data, messageId: 'm', provider: 'p', echoed: false });
          const { raw: _, ...copied } = reportPersonal.parse(item.personal);
          expect(JSON.stringify([item.data, copied, item.messageId])).not.toMatch(/\\u0000|\\ud[89a-f]/);
        }
      }),
      { seed: 20_261_121, numRuns: 1_000 },
    );
  });
});
