import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { apiKeyScopes } from '#server/domain/api-key/scope.ts';
import { apiKeyToken } from '#server/domain/api-key/token.ts';
import { historicEvent } from '#server/domain/event-history.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { keyFreshMs, openApiKeys } from './api-keys.ts';

const keyId = '5f1c0a9be27d4836';
const secret = 'S'.repeat(43);
const token = apiKeyToken(keyId, secret);
const hash = createHash('sha256').update(secret).digest('hex');
const created = historicEvent<'ApiKeyCreated'>({
  type: 'ApiKeyCreated',
  data: { keyId, name: 'test', hash, scopes: ['messages:read'] },
  personal: null,
});
const revoked = historicEvent<'ApiKeyRevoked'>({ type: 'ApiKeyRevoked', data: { keyId }, personal: null });

function installation(bootstrapKey?: string) {
  const clock = { ms: 0 };
  const streams: Record<string, StoredEvent[]> = { [`api-key-${keyId}`]: [created] };
  const reads: string[] = [];
  const readStream = async (stream: string) => {
    reads.push(stream);
    return [...(streams[stream] ?? [])];
  };
  const keys = openApiKeys({ bootstrapKey, eventStore: { readStream }, nowMs: () => clock.ms });
  return { keys, clock, streams, reads };
}

describe('a key', () => {
  it('is known by its header, in any spelling of the scheme', async () => {
    const { keys } = installation();
    for (const header of [`Bearer ${token}`, `bearer  ${token} `]) {
      expect(await keys.callerOf(header)).toEqual({
        actor: `api-key-${keyId}`,
        scopes: new Set(['messages:read']),
      });
    }
  });

  it.each([
    ['no header', null],
    ['an empty header', ''],
    ['another scheme', `Basic ${token}`],
    ['no scheme', token],
    ['another secret', `Bearer ${apiKeyToken(keyId, 'T'.repeat(43))}`],
    ['a secret cut short', `Bearer ${token.slice(0, -1)}`],
    ['more behind it', `Bearer ${token} more`],
    ['another id', `Bearer ${apiKeyToken('0000000000000000', secret)}`],
    ['the hash in place of the secret', `Bearer ek_${keyId}_${hash}`],
    ['the empty secret of a key that is not there', `Bearer ek_0000000000000000_`],
  ])('is not known by %s', async (_, header) => {
    expect(await installation().keys.callerOf(header)).toBeNull();
  });

  it('is refused within five seconds from when it is revoked', async () => {
    const { keys, clock, streams } = installation();
    expect(await keys.callerOf(`Bearer ${token}`)).not.toBeNull();
    streams[`api-key-${keyId}`]?.push(revoked);
    clock.ms = keyFreshMs;
    expect(keyFreshMs).toBeLessThan(5_000);
    expect(await keys.callerOf(`Bearer ${token}`)).toBeNull();
  });

  it('costs one look-up in a while, however often it calls', async () => {
    const { keys, clock, reads } = installation();
    await Promise.all(Array.from({ length: 50 }, () => keys.callerOf(`Bearer ${token}`)));
    clock.ms = keyFreshMs - 1;
    await keys.callerOf(`Bearer ${token}`);
    expect(reads).toHaveLength(1);
  });

  it('is looked up again after the store could not be read', async () => {
    const { keys, streams } = installation();
    const stream = streams[`api-key-${keyId}`] ?? [];
    let isBroken = true;
    const breaking = openApiKeys({
      bootstrapKey: undefined,
      eventStore: { readStream: async () => (isBroken ? Promise.reject(new Error('away')) : stream) },
      nowMs: () => 0,
    });
    await expect(breaking.callerOf(`Bearer ${token}`)).rejects.toThrow('away');
    isBroken = false;
    expect(await breaking.callerOf(`Bearer ${token}`)).toEqual(await keys.callerOf(`Bearer ${token}`));
  });
});

describe('the key of the environment', () => {
  it('may do everything', async () => {
    const { keys } = installation('a bootstrap-key-of-the-tests'.slice(2));
    expect(await keys.callerOf('Bearer bootstrap-key-of-the-tests')).toEqual({
      actor: 'api-key-bootstrap',
      scopes: new Set(apiKeyScopes),
    });
    expect(await keys.callerOf('Bearer bootstrap-key-of-the-test')).toBeNull();
  });

  it('is none where it is not set', async () => {
    const { keys } = installation();
    for (const header of ['Bearer undefined', 'Bearer ', 'Bearer'])
      expect(await keys.callerOf(header)).toBeNull();
  });
});
