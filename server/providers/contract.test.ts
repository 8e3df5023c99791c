import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import {
  aDay,
  configured,
  expectRejected,
  goodRequest,
  goodRequests,
  itemsOf,
  now,
  setUp,
} from './contract-setup.ts';
import { providers } from './registry.ts';

/** Chance with a fixed seed: the same bodies in every run, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 300 };
const refused = ['signature_mismatch', 'signature_malformed', 'signature_missing'] as const;
const signedHeaders = (headers: Headers) =>
  [...headers.keys()].filter((name) => name !== 'content-type' && name !== 'user-agent');
const changedBy = (body: Buffer, index: number, mask: number) => {
  const copy = Buffer.from(body);
  copy.writeUInt8((copy[index] ?? 0) ^ mask, index);
  return copy;
};

it('looks at a provider', () => {
  expect(providers.length).toBeGreaterThan(0);
  expect(new Set(providers.map(({ id }) => id)).size).toBe(providers.length);
});

describe.each(providers.map((provider) => ({ id: provider.id, provider })))('$id', ({ provider }) => {
  const { rehearsal } = provider;
  const setup = setUp(provider);
  const { receiver } = setup;
  const good = goodRequest(provider, setup);
  const goodItems = itemsOf(setup, good);

  /** Where fields are signed and not bytes, a change of form alone passes, and then nothing else may be read. */
  const expectNoForgery = async (body: Buffer) => {
    const request = { ...good, body };
    if (provider.signs === 'bytes') return await expectRejected(setup, request, refused);
    const verdict = await receiver.verify(request, now);
    if (verdict.ok) expect(itemsOf(setup, request)).toEqual(goodItems);
    else await expectRejected(setup, request, [...refused, 'topic_not_allowed']);
  };

  const isCovered = provider.signs === 'bytes' || provider.signs === 'fields';

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

    it('says what the signature covered', async () => {
      const scopes = {
        bytes: 'full_body',
        fields: 'full_body',
        token: 'envelope_only',
        secret: 'shared_secret',
      } as const;
      const verdict = await receiver.verify(good, now);
      expect(verdict).toMatchObject({ verification: { scope: scopes[provider.signs] } });
      // What the signature leaves open must be closed by a token that counts once.
      expect(verdict.ok && verdict.oneTimeToken !== undefined).toBe(provider.signs === 'token');
    });

    it('accepts a replay as before, with the same identities', async () => {
      expect(await receiver.verify(good, now)).toEqual(await receiver.verify(good, now));
      expect(itemsOf(setup, good)).toEqual(goodItems);
    });

    it('refuses another key', async () => {
      const stranger = { ...setup, secret: rehearsal.credentials().secret };
      await expectRejected(setup, goodRequest(provider, stranger), ['signature_mismatch']);
    });

    it.each(signedHeaders(good.headers))('refuses a request without %s', async (name) => {
      const headers = new Headers(good.headers);
      headers.delete(name);
      await expectRejected(setup, { ...good, headers }, ['signature_missing']);
    });

    it.each(signedHeaders(good.headers))('refuses %s given twice', async (name) => {
      const headers = new Headers(good.headers);
      headers.append(name, good.headers.get(name) ?? '');
      await expectRejected(setup, { ...good, headers }, refused);
    });

    it.each(signedHeaders(good.headers))('refuses a malformed %s', async (name) => {
      for (const value of ['', '0', '=', 'no such thing', 'A'.repeat(100_000)]) {
        const headers = new Headers(good.headers);
        headers.set(name, value);
        await expectRejected(setup, { ...good, headers }, [...refused, 'timestamp_stale']);
      }
    });

    it.runIf(isCovered)('refuses a body with one bit changed, wherever it is', async () => {
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
        await expectNoForgery(changedBy(good.body, place, 1));
      }
    });

    it.runIf(isCovered)('refuses a body that was trimmed, cut, lengthened or emptied', async () => {
      const { body } = good;
      const bodies = [
        Buffer.from(body.toString().trim()),
        body.subarray(0, -1),
        body.subarray(1),
        Buffer.concat([body, Buffer.from(' ')]),
        Buffer.alloc(0),
      ];
      for (const changed of bodies.filter((one) => !one.equals(body))) {
        await expectNoForgery(changed);
      }
    });

    it.runIf(isCovered)('refuses any change to a body that was not signed again', async () => {
      const places = fc.record({ at: fc.nat(good.body.length - 1), mask: fc.integer({ min: 1, max: 255 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(places, { minLength: 1, maxLength: 5 }), async (changes) => {
          const body = changes.reduce((copy, { at, mask }) => changedBy(copy, at, mask), good.body);
          fc.pre(!body.equals(good.body));
          await expectNoForgery(body);
        }),
        chance,
      );
    });

    it('refuses what was signed weeks ago or ahead, and accepts a retry and a clock that is a little off', async () => {
      const verdict = await receiver.verify(good, now);
      // Schemes that sign no time cannot tell; their replays are recognised by the event's identity alone.
      if (!verdict.ok || verdict.verification.signedAt === undefined) return;
      const signedAt = (ms: number) => goodRequest(provider, setup, instantFromMs(msFromInstant(now) + ms));
      await expectRejected(setup, signedAt(-16 * aDay), ['timestamp_stale', 'token_expired']);
      await expectRejected(setup, signedAt(aDay / 24), ['timestamp_in_future']);
      expect(await receiver.verify(signedAt(-60_000), now)).toMatchObject({ ok: true });
      expect(await receiver.verify(signedAt(60_000), now)).toMatchObject({ ok: true });
    });
  });
});
