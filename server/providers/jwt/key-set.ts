import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import { z } from 'zod';
import { type Instant, msFromInstant } from '#server/domain/instant.ts';

/**
 * Finds the key that a token names, among those configured and nowhere else. Throws jose's JWKSNoMatchingKey when
 * there is none, and KeysUnavailable when nobody can tell.
 */
export type FindKey = (header: JWSHeaderParameters, now: Instant) => Promise<CryptoKey>;

/** The key set could not be fetched or used, so a token can be neither believed nor refused. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Keys that never change. Throws when a set is not one. */
export function fixedKeys(sets: readonly unknown[]): FindKey {
  return lookUpIn(keySetFrom({ keys: sets.flatMap((set) => keySetFrom(set).keys) }));
}

/** Times after a fetch: until it is repeated at all, in an hour of need, and at most for a key we do not know. */
const refetchAfterMs = 10 * 60_000;
const uselessAfterMs = 60 * 60_000;
const cooldownMs = 30_000;

/**
 * Keys as `fetchSet` brings them. However many tokens name unknown keys, and however often fetching fails, it is
 * called at most once per cooldown of 30 seconds; until then the last set stands, for an hour if need be.
 */
export function remoteKeys(fetchSet: () => Promise<unknown>): FindKey {
  let known: { readonly find: FindKey; readonly fetchedMs: number } | null = null;
  let lastTry: { readonly atMs: number; readonly failed: boolean } | null = null;
  let underWay: Promise<void> | null = null;

  const load = async (nowMs: number) => {
    try {
      known = { find: fixedKeys([await fetchSet()]), fetchedMs: nowMs };
      lastTry = { atMs: nowMs, failed: false };
    } catch {
      lastTry = { atMs: nowMs, failed: true };
    }
  };
  const refresh = async (nowMs: number) => {
    const isCoolingDown = lastTry !== null && Math.abs(nowMs - lastTry.atMs) < cooldownMs;
    if (underWay === null && isCoolingDown) return;
    underWay ??= load(nowMs).finally(() => {
      underWay = null;
    });
    await underWay;
  };
  const current = (nowMs: number) =>
    known !== null && Math.abs(nowMs - known.fetchedMs) < uselessAfterMs ? known : null;

  return async (header, now) => {
    const nowMs = msFromInstant(now);
    const before = current(nowMs);
    if (before === null || Math.abs(nowMs - before.fetchedMs) >= refetchAfterMs) await refresh(nowMs);
    const set = current(nowMs);
    if (set === null) throw new KeysUnavailable('The key set could not be fetched.');
    try {
      return await set.find(header, now);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await refresh(nowMs);
    if (lastTry?.failed === true)
      throw new KeysUnavailable('The key may be new, and the set cannot be fetched.');
    return await (current(nowMs) ?? set).find(header, now);
  };
}

function lookUpIn(set: JSONWebKeySet): FindKey {
  const find = createLocalJWKSet(set);
  return async (header) => {
    try {
      return await find(header);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      throw new KeysUnavailable('The key set names this key twice, or the key cannot be used.');
    }
  };
}

const someKeys = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

/** A set of at least one key; throws for anything else, because an empty set would refuse every webhook for ever. */
function keySetFrom(value: unknown): JSONWebKeySet {
  // Safe: createLocalJWKSet passes over what is no key, and checks each key again when it is used.
  return someKeys.parse(value) as unknown as JSONWebKeySet;
}
