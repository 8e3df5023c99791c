import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import {
  aDay,
  configured,
  expectRejected,
  expectWellFormed,
  goodRequest,
  goodRequests,
  now,
  reportsOf,
  requestOf,
  setUp,
} from './contract-setup.ts';
import type { ReportItem, WebhookItem } from './provider.ts';
import { providers } from './registry.ts';

/** Chance with a fixed seed: the same bodies in every run, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 300 };
const refused = ['signature_mismatch', 'signature_malformed', 'signature_missing'] as const;
const signing = (headers: Headers) =>
  [...headers.keys()].filter((name) => name !== 'content-type' && name !== 'user-agent');
const changedBy = (body: Buffer, index: number, mask: number) => {
  const copy = Buffer.from(body);
  copy.writeUInt8((copy[index] ?? 0) ^ mask, index);
  return copy;
};
const identities = (items: readonly WebhookItem[]) =>
  items
    .filter((item) => item.outcome !== 'unreadable')
    .map((item) => JSON.stringify([item.eventId, item.fingerprint]))
    .toSorted();

it('looks at a provider', () => {
  expect(providers.length).toBeGreaterThan(0);
  expect(new Set(providers.map(({ id }) => id)).size).toBe(providers.length);
});

describe.each(providers.map((provider) => ({ id: provider.id, provider })))('$id', ({ provider }) => {
  const { rehearsal } = provider;
  const setup = setUp(provider);
  const { receiver } = setup;
  const good = goodRequest(provider, setup);
  const read = (requests: readonly { body: Buffer }[]) => requests.flatMap(({ body }) => receiver.read(body));
  const signedBody = (body: Buffer) => requestOf(provider, setup, rehearsal.sign(body, setup.secret, now));

  describe('configuration', () => {
    it('is off without its variables', () => {
      expect(provider.configure({})).toBeNull();
    });

    it('accepts each of two active keys and tells them apart', async () => {
      const other = rehearsal.credentials();
      const both = Object.fromEntries(
        Object.entries(setup.environment).map(([name, value]) => {
          const second = other.environment[name] ?? value;
          return [name, second === value ? value : `${value},${second}`];
        }),
      );
      const rotating = { ...setup, receiver: configured(provider, both) };
      const old = await rotating.receiver.verify(goodRequest(provider, rotating), now);
      const fresh = await rotating.receiver.verify(
        goodRequest(provider, { ...rotating, secret: other.secret }),
        now,
      );
      expect([old.ok, fresh.ok]).toEqual([true, true]);
      if (old.ok && fresh.ok) expect(old.verification.keyId).not.toBe(fresh.verification.keyId);
    });
  });

  describe('verification', () => {
    it('accepts what the provider signs and names the key without showing it', async () => {
      for (const request of goodRequests(provider, setup)) {
        const verdict = await receiver.verify(request, now);
        expect(verdict).toMatchObject({ ok: true });
        if (!verdict.ok) continue;
        expect(verdict.verification.keyId).not.toBe('');
        for (const value of Object.values(setup.environment)) {
          expect(value).not.toContain(verdict.verification.keyId);
        }
      }
    });

    it('accepts a replay as before, with the same identities', async () => {
      expect(await receiver.verify(good, now)).toEqual(await receiver.verify(good, now));
      expect(identities(receiver.read(good.body))).toEqual(identities(receiver.read(good.body)));
    });

    it('refuses another key', async () => {
      const stranger = { ...setup, secret: rehearsal.credentials().secret };
      await expectRejected(setup, goodRequest(provider, stranger), ['signature_mismatch']);
    });

    it.each(signing(good.headers))('refuses a request without %s', async (name) => {
      const headers = new Headers(good.headers);
      headers.delete(name);
      await expectRejected(setup, { ...good, headers }, ['signature_missing']);
    });

    it.each(signing(good.headers))('refuses %s given twice', async (name) => {
      const headers = new Headers(good.headers);
      headers.append(name, good.headers.get(name) ?? '');
      await expectRejected(setup, { ...good, headers }, refused);
    });

    it.each(signing(good.headers))('refuses a malformed %s', async (name) => {
      for (const value of ['', '0', '=', 'no such thing', 'A'.repeat(100_000)]) {
        const headers = new Headers(good.headers);
        headers.set(name, value);
        await expectRejected(setup, { ...good, headers }, [...refused, 'timestamp_stale']);
      }
    });

    it('refuses a body with one bit changed, wherever it is', async () => {
      const { length } = good.body;
      const places = [
        0,
        1,
        Math.floor(length / 3),
        Math.floor(length / 2),
        length - 3,
        length - 2,
        length - 1,
      ];
      for (const place of places) {
        await expectRejected(setup, { ...good, body: changedBy(good.body, place, 1) }, refused);
      }
    });

    it('refuses a body that was trimmed, cut, lengthened or emptied', async () => {
      const { body } = good;
      const bodies = [
        Buffer.from(body.toString().trim()),
        body.subarray(0, -1),
        body.subarray(1),
        Buffer.concat([body, Buffer.from(' ')]),
        Buffer.alloc(0),
      ];
      for (const changed of bodies.filter((one) => !one.equals(body))) {
        await expectRejected(setup, { ...good, body: changed }, refused);
      }
    });

    it('refuses any change to a body that was not signed again', async () => {
      const places = fc.record({ at: fc.nat(good.body.length - 1), mask: fc.integer({ min: 1, max: 255 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(places, { minLength: 1, maxLength: 5 }), async (changes) => {
          const body = changes.reduce((copy, { at, mask }) => changedBy(copy, at, mask), good.body);
          fc.pre(!body.equals(good.body));
          await expectRejected(setup, { ...good, body }, refused);
        }),
        chance,
      );
    });

    it('refuses what was signed days ago or ahead, and accepts a retry and a clock that is a little off', async () => {
      const verdict = await receiver.verify(good, now);
      // Schemes that sign no time cannot tell; their replays are recognised by the event's identity alone.
      if (!verdict.ok || verdict.verification.signedAt === undefined) return;
      const signedAt = (ms: number) => goodRequest(provider, setup, instantFromMs(msFromInstant(now) + ms));
      await expectRejected(setup, signedAt(-3 * aDay), ['timestamp_stale']);
      await expectRejected(setup, signedAt(aDay / 24), ['timestamp_in_future']);
      expect(await receiver.verify(signedAt(-60_000), now)).toMatchObject({ ok: true });
      expect(await receiver.verify(signedAt(60_000), now)).toMatchObject({ ok: true });
    });
  });

  describe('reading', () => {
    it('gives every report back as it was rehearsed', () => {
      const items = read(goodRequests(provider, setup));
      expectWellFormed(items);
      const back = items.map((item) => {
        const { kind, occurredAt, messageId, personal, data } = item as ReportItem;
        return { kind, at: occurredAt, messageId, recipient: personal.recipient, category: data.category };
      });
      const told = reportsOf(provider).map(({ kind, at, messageId, recipient, category }) => ({
        kind,
        at,
        messageId,
        recipient,
        category,
      }));
      expect(back).toEqual(told);
    });

    it('gives each report an identity of its own, whatever the order they come in', () => {
      const forwards = identities(read(goodRequests(provider, setup)));
      const reversed = rehearsal.requests([...reportsOf(provider)].reverse(), setup.secret, now);
      expect(new Set(forwards).size).toBe(rehearsal.kinds.length);
      expect(identities(read(reversed))).toEqual(forwards);
    });

    it('tells people from machines where the provider can', () => {
      const report = reportsOf(provider).find(({ kind }) => kind === 'opened');
      if (report === undefined) return;
      const verdicts = [true, false].map((machine) => {
        const [item] = read(rehearsal.requests([{ ...report, machine }], setup.secret, now));
        return item?.outcome === 'report' ? item.data.machine : item;
      });
      expect(verdicts).toEqual(['likely_machine', 'human']);
    });

    it('keeps an event of an unknown type as unreadable', () => {
      const [item] = receiver.read(good.body);
      if (item?.outcome !== 'report') throw new Error('the first item must be a report');
      const word = item.data.providerEvent.split('/')[0] ?? '';
      const body = Buffer.from(good.body.toString().replace(word, 'sung'));
      const items = receiver.read(signedBody(body).body);
      expect(items[0]).toMatchObject({ outcome: 'unreadable', raw: expect.stringContaining('sung') });
      expectWellFormed(items);
    });

    it('loses no good item to a bad one beside it', () => {
      if (rehearsal.kinds.length === goodRequests(provider, setup).length) return;
      const batch: unknown[] = JSON.parse(good.body.toString());
      const spoilt = batch.flatMap((one, index) =>
        index % 3 === 0 ? [one, { secret: index }, index] : [one],
      );
      const items = receiver.read(Buffer.from(JSON.stringify(spoilt)));
      expect(identities(items)).toEqual(identities(receiver.read(good.body)));
      expect(items).toHaveLength(spoilt.length);
      expectWellFormed(items);
    });

    it('takes a body of a megabyte, and keeps it whole when it cannot be read', async () => {
      const body = Buffer.from(`${'x'.repeat(1_000_000)}\r\n`);
      expect(provider.maxBodyBytes).toBeGreaterThan(256_000);
      expect(await receiver.verify(signedBody(body), now)).toMatchObject({ ok: true });
      expect(receiver.read(body)).toMatchObject([{ outcome: 'unreadable', raw: body.toString() }]);
    });

    it.each([
      ['not UTF-8', Buffer.of(0x5b, 0xff, 0xfe, 0x5d), 'base64'],
      ['not finished', Buffer.from('[{"event":'), 'text'],
      ['only white space', Buffer.from('\r\n'), 'text'],
      ['an object of nothing known', Buffer.from('{"not":"ours"}'), 'json'],
      ['nested without end', Buffer.from('['.repeat(500_000) + ']'.repeat(500_000)), 'json'],
    ])('keeps a body that is %s whole, and does not throw', (_, body, encoding) => {
      const items = receiver.read(body);
      expectWellFormed(items);
      expect(items).toHaveLength(1);
      const [item] = items;
      if (item?.outcome !== 'unreadable') throw new Error('must be unreadable');
      const kept = Buffer.from(item.raw, item.encoding === 'base64' ? 'base64' : 'utf8');
      expect(body.includes(kept)).toBe(true);
      if (encoding !== 'json') expect([item.encoding, kept.length]).toEqual([encoding, body.length]);
    });

    it('reads an empty list as no items', () => {
      expect(receiver.read(Buffer.from('[]'))).toEqual([]);
    });

    it('never throws on signed noise', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          const request = signedBody(Buffer.from(bytes));
          expect(await receiver.verify(request, now)).toMatchObject({ ok: true });
          expectWellFormed(receiver.read(request.body));
        }),
        chance,
      );
    });

    it('never throws on an event whose fields are anything at all, and never makes an ill-formed report', () => {
      const first: unknown = JSON.parse(good.body.toString());
      const events = (Array.isArray(first) ? first : [first]) as Record<string, unknown>[];
      const names = [...new Set(events.flatMap((event) => Object.keys(event)))];
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\0', '\ud800', ' ', 'x'.repeat(5000)),
      );
      const value = fc.oneof(text, fc.double(), fc.jsonValue({ maxDepth: 3 }));
      const change = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
      fc.assert(
        fc.property(fc.constantFrom(...events), change, (event, changes) => {
          const body = Buffer.from(JSON.stringify([{ ...event, ...changes }]));
          const items = receiver.read(body);
          expect(items).toHaveLength(1);
          expectWellFormed(items);
        }),
        { ...chance, numRuns: 2_000 },
      );
    });
  });
});
