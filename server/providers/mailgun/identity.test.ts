import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportData, reportPersonal } from '#server/domain/message/report.ts';
import { readBody } from './read.ts';

const click = new URL('fixtures/click-by-a-person.json', import.meta.url);
const event = JSON.parse(readFileSync(click, 'utf8'))['event-data'];
const readEvent = (changes: object) =>
  readBody(Buffer.from(JSON.stringify({ 'event-data': { ...event, ...changes } })));

describe('identity', () => {
  const itemOf = (changes: object) => {
    const [item] = readEvent(changes);
    if (item?.outcome !== 'report') throw new Error('must be a report');
    return item;
  };

  it('is the id and the day in UTC', () => {
    expect(itemOf({ timestamp: 1_763_769_599.9 }).eventId).toBe('G5zMz2ysS6OxZ2C8xb2Tqg:2025-11-21');
    expect(itemOf({ timestamp: 1_763_769_600 }).eventId).toBe('G5zMz2ysS6OxZ2C8xb2Tqg:2025-11-22');
    expect(itemOf({ id: 'a\0' }).eventId).toBeNull();
  });

  it('has the same fingerprint under another id', () => {
    expect(itemOf({ id: 'other' }).fingerprint).toEqual(itemOf({}).fingerprint);
  });

  it.each([
    { event: 'opened' },
    { event: 'failed', severity: 'permanent' },
    { recipient: 'bob@example.com' },
    { timestamp: 1_763_712_000.154 },
    { url: 'https://www.example.com/' },
    { message: { headers: { 'message-id': 'another' } } },
    { 'user-variables': { earshot_message_id: 'msg_1' } },
    { 'delivery-status': { code: 550 } },
    { 'delivery-status': { 'enhanced-code': '5.1.1' } },
    { 'delivery-status': { 'attempt-no': 2 } },
    { reason: 'bounce' },
  ])('tells events apart by %j', (changes) => {
    expect(itemOf(changes).fingerprint).not.toEqual(itemOf({}).fingerprint);
  });

  it('tells a failure that is final from one that is not, and the lists that were left', () => {
    const prints = [
      { event: 'failed', severity: 'temporary' },
      { event: 'failed', severity: 'permanent' },
      { event: 'unsubscribed' },
      { event: 'unsubscribed', 'mailing-list': { address: 'news@mg.example.com' } },
    ].map((changes) => JSON.stringify(itemOf(changes).fingerprint));
    expect(new Set(prints).size).toBe(4);
  });
});

describe('hostile bodies', () => {
  it('replaces what Postgres cannot keep, bounds what it copies, and leaves the raw item alone', () => {
    const tags = [`x\0${'c'.repeat(999)}`];
    const [item] = readEvent({ url: `a\0b\ud800${'u'.repeat(5000)}`, tags });
    expect(item).toMatchObject({
      data: { category: `x\uFFFD${'c'.repeat(198)}` },
      personal: { url: `a\uFFFDb\uFFFD${'u'.repeat(3996)}`, raw: { tags } },
    });
  });

  it.each([0, -1, 1e300, '1763712000', null])('refuses the time %j', (timestamp) => {
    expect(readEvent({ timestamp })).toMatchObject([
      { outcome: 'unreadable', failure: expect.stringMatching(/^timestamp: \w+$/) },
    ]);
  });

  it.each([
    'bob@example.com; ada@example.com',
    'bob',
    '<bob@example.com',
    'bob@example.com,,',
    '"a@example.com"',
  ])('does not guess recipients in %j', (to) => {
    const items = readEvent({ event: 'rejected', recipient: undefined, message: { headers: { to } } });
    expect(items).toMatchObject([{ outcome: 'unreadable', failure: 'recipient: missing' }]);
  });

  it('takes a thousand recipients of a rejection, and no more', () => {
    const to = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.com`).join(', ');
    const reject = (count: number) =>
      readEvent({ event: 'rejected', recipient: undefined, message: { headers: { to: to(count) } } });
    expect(reject(1000)).toHaveLength(1000);
    expect(reject(1001)).toMatchObject([{ outcome: 'unreadable', failure: 'recipient: missing' }]);
  });

  it('takes no meaning from a property of every object', () => {
    const body =
      '{"event-data":{"__proto__":{"event":"delivered","recipient":"a@example.com","timestamp":1}}}';
    expect(readBody(Buffer.from(body))).toMatchObject([{ outcome: 'unreadable' }]);
    expect(readEvent({ event: 'failed', severity: 'permanent', reason: 'constructor' })).toMatchObject([
      { kind: 'soft_bounced' },
    ]);
  });

  it('never makes an ill-formed report of fields deep within that are anything at all', () => {
    const names = [
      'code',
      'enhanced-code',
      'bounce-type',
      'message',
      'headers',
      'to',
      'message-id',
      'bot',
      'address',
    ];
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.constantFrom('550', '5.1.1', 605, null, '\0'),
    );
    const part = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(value, fc.dictionary(fc.constantFrom(...names), value)),
    );
    const parts = fc.record({
      'delivery-status': part,
      message: part,
      'client-info': part,
      'mailing-list': part,
    });
    const kinds = fc.constantFrom('failed', 'rejected', 'opened', 'unsubscribed');
    fc.assert(
      fc.property(kinds, parts, fc.boolean(), (name, changes, isToSomebody) => {
        const recipient = isToSomebody ? event.recipient : undefined;
        for (const item of readEvent({ event: name, severity: 'permanent', recipient, ...changes })) {
          if (item.outcome !== 'report') continue;
          reportData.parse({ ...item.data, messageId: 'm', provider: 'p', echoed: false });
          const { raw: _, ...copied } = reportPersonal.parse(item.personal);
          expect(JSON.stringify([item.data, copied, item.eventId])).not.toMatch(/\\u0000|\\ud[89a-f]/);
        }
      }),
      { seed: 20_261_121, numRuns: 1_000 },
    );
  });
});
