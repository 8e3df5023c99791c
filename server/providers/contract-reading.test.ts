import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectWellFormed,
  goodRequest,
  goodRequests,
  itemsOf,
  now,
  reportsOf,
  requestOf,
  setUp,
  signing,
  wireOf,
} from './contract-setup.ts';
import type { RehearsedReport, ReportItem, WebhookItem, WebhookRequest } from './provider.ts';
import { providers } from './registry.ts';

/** What a rehearsed report and the item read from it have in common. */
interface Compared extends Pick<RehearsedReport, 'kind' | 'at' | 'recipient'> {
  readonly messageId?: string | null;
  readonly category?: string | undefined;
}

/** Chance with a fixed seed: the same bodies in every run, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 300 };
const identities = (items: readonly WebhookItem[]) =>
  items
    .filter((item) => item.outcome !== 'unreadable')
    .map((item) => JSON.stringify([item.eventId, item.fingerprint]))
    .toSorted();

describe.each(providers.map((provider) => ({ id: provider.id, provider })))('$id', ({ provider }) => {
  const { rehearsal } = provider;
  const setup = setUp(provider);
  const { receiver } = setup;
  const good = goodRequest(provider, setup);
  const wire = wireOf(provider);
  const isBatched = rehearsal.kinds.length > 1 && goodRequests(provider, setup).length === 1;
  const signed = signing(provider, setup.secret);
  const read = (requests: readonly WebhookRequest[]) =>
    requests.flatMap((request) => itemsOf(setup, request));
  const readBody = (body: Buffer) => itemsOf(setup, { ...good, body });
  const told = (report: Compared) => ({
    kind: report.kind,
    messageId: report.messageId,
    recipient: report.recipient,
    at: rehearsal.lacks?.includes('at') ? now : report.at,
    category: rehearsal.lacks?.includes('category') ? undefined : report.category,
  });
  const carried = (body: Buffer) => requestOf(provider, rehearsal.sign(body, signed));

  describe('reading', () => {
    it('gives every report back as it was rehearsed', () => {
      const items = read(goodRequests(provider, setup));
      expectWellFormed(items);
      const back = items.map((item) => {
        const { kind, occurredAt, messageId, personal, data } = item as ReportItem;
        return told({
          kind,
          at: occurredAt,
          messageId,
          recipient: personal.recipient,
          category: data.category,
        });
      });
      expect(back).toEqual(reportsOf(provider).map(told));
    });

    it('gives each report an identity of its own, whatever the order they come in', () => {
      const forwards = identities(read(goodRequests(provider, setup)));
      const reversed = goodRequests(provider, setup, now, reportsOf(provider).toReversed());
      expect(new Set(forwards).size).toBe(rehearsal.kinds.length);
      expect(identities(read(reversed))).toEqual(forwards);
    });

    it('tells people from machines where the provider can', () => {
      const report = reportsOf(provider).find(({ kind }) => kind === 'opened');
      if (report === undefined || rehearsal.lacks?.includes('machine')) return;
      const verdicts = [true, false].map((machine) => {
        const [item] = read(goodRequests(provider, setup, now, [{ ...report, machine }]));
        return item?.outcome === 'report' ? item.data.machine : item;
      });
      expect(verdicts).toEqual(['likely_machine', 'human']);
    });

    it('keeps an event of an unknown type as unreadable', () => {
      const [item] = itemsOf(setup, good);
      if (item?.outcome !== 'report') throw new Error('the first item must be a report');
      const word = item.data.providerEvent.split('/')[0] ?? '';
      const body = Buffer.from(good.body.toString().replace(word, 'sung'));
      const items = readBody(body);
      expect(items[0]).toMatchObject({ outcome: 'unreadable', raw: expect.stringContaining('sung') });
      expectWellFormed(items);
    });

    it.runIf(isBatched)('loses no good item to a bad one beside it', () => {
      const batch: unknown[] = JSON.parse(good.body.toString());
      const spoilt = batch.flatMap((one, index) =>
        index % 3 === 0 ? [one, { secret: index }, index] : [one],
      );
      const items = readBody(Buffer.from(JSON.stringify(spoilt)));
      expect(identities(items)).toEqual(identities(itemsOf(setup, good)));
      expect(items).toHaveLength(spoilt.length);
      expectWellFormed(items);
    });

    it('takes a body of a megabyte, and keeps it whole when it cannot be read', async () => {
      const body = Buffer.from(`${'x'.repeat(1_000_000)}\r\n`);
      expect(provider.maxBodyBytes).toBeGreaterThan(256_000);
      const request = carried(body);
      expect(await receiver.verify(request, now)).toMatchObject({ ok: true });
      const [item, ...more] = itemsOf(setup, request);
      expect([item?.outcome, more]).toEqual(['unreadable', []]);
      if (item?.outcome === 'unreadable') expect(item.raw).toContain(body.toString().trim());
    });

    it.each([
      ['not UTF-8', Buffer.of(0x5b, 0xff, 0xfe, 0x5d), 'base64'],
      ['not finished', Buffer.from('[{"event":'), 'text'],
      ['only white space', Buffer.from('\r\n'), 'text'],
      ['an object of nothing known', Buffer.from('{"not":"ours"}'), 'json'],
      ['nested without end', Buffer.from('['.repeat(500_000) + ']'.repeat(500_000)), 'json'],
    ])('keeps a body that is %s whole, and does not throw', (_, body, encoding) => {
      const items = readBody(body);
      expectWellFormed(items);
      expect(items).toHaveLength(1);
      const [item] = items;
      if (item?.outcome !== 'unreadable') throw new Error('must be unreadable');
      const kept = Buffer.from(item.raw, item.encoding === 'base64' ? 'base64' : 'utf8');
      expect(body.includes(kept)).toBe(true);
      if (encoding !== 'json') expect([item.encoding, kept.length]).toEqual([encoding, body.length]);
    });

    it.runIf(rehearsal.wire === undefined)('reads an empty list as no items', () => {
      expect(readBody(Buffer.from('[]'))).toEqual([]);
    });

    it('never throws on signed noise', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          const request = carried(Buffer.from(bytes));
          expect(await receiver.verify(request, now)).toMatchObject({ ok: true });
          expectWellFormed(itemsOf(setup, request));
        }),
        chance,
      );
    });

    it('never throws on an event whose fields are anything at all, and never makes an ill-formed report', () => {
      const events = goodRequests(provider, setup).flatMap(({ body }) => wire.eventsIn(body));
      const names = [...new Set(events.flatMap((event) => Object.keys(event)))];
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\0', '\ud800', ' ', 'x'.repeat(5000)),
      );
      const value = fc.oneof(text, fc.double(), fc.jsonValue({ maxDepth: 3 }));
      const change = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
      fc.assert(
        fc.property(fc.constantFrom(...events), change, (event, changes) => {
          const items = readBody(wire.bodyOf({ ...event, ...changes }));
          expect(items.length).toBeGreaterThan(0);
          expectWellFormed(items);
        }),
        { ...chance, numRuns: 2_000 },
      );
    });
  });
});
