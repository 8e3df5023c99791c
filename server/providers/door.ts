import { BlockList, isIP } from 'node:net';
import { ConfigurationError, type Environment, type Rejection } from './provider.ts';
import { reject } from './reject.ts';
import { listOf } from './text.ts';

const windowMs = 60_000;
/** A caller refused this often within a minute is not listened to for the rest of it: checking signatures costs. */
const refusalsPerMinute = 600;
/** Callers remembered within one minute; beyond that, the rest share one count. */
const rememberedCallers = 10_000;

/** Who may knock at a provider's endpoint, and how often. It counts in this process alone. */
export interface Door {
  /** Null lets the request in to be verified. `address` is the caller's IP address, null where nobody knows it. */
  admit(address: string | null, nowMs: number): Rejection | null;
  /** Tells the door that a request it admitted was refused later. */
  refused(address: string | null, nowMs: number): void;
}

/**
 * Reads the two options that every provider has: `WEBHOOK_ALLOWED_NETWORKS_<ID>`, addresses and CIDR blocks separated
 * by commas, and `WEBHOOK_MAX_PER_MINUTE_<ID>`. Throws ConfigurationError.
 */
export function openDoor(environment: Environment, providerId: string): Door {
  const suffix = providerId.toUpperCase().replaceAll('-', '_');
  const networks = networksOf(environment, `WEBHOOK_ALLOWED_NETWORKS_${suffix}`);
  const limit = limitOf(environment, `WEBHOOK_MAX_PER_MINUTE_${suffix}`);
  const requests = countPerMinute();
  const refusals = countPerMinute();
  return {
    admit(address, nowMs) {
      if (networks !== null && !isWithin(networks, address)) return notAllowed;
      if (refusals.of(address, nowMs) >= refusalsPerMinute) return tooMany;
      if (limit !== null && requests.add('all', nowMs) > limit) return tooMany;
      return null;
    },
    refused(address, nowMs) {
      refusals.add(address, nowMs);
    },
  };
}

const notAllowed = reject(
  403,
  'address_not_allowed',
  'Webhooks of this provider are taken from its own networks only.',
);
const tooMany = reject(429, 'too_many_requests', 'Too many requests. Send them again in a minute.');

function networksOf(environment: Environment, variable: string): BlockList | null {
  const blocks = listOf(environment[variable]);
  if (blocks.length === 0) return null;
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', bits] = block.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits ?? '0') || prefix > most) {
      throw new ConfigurationError(
        variable,
        'must be IP addresses or CIDR blocks such as 192.0.2.0/24, separated by commas.',
      );
    }
    list.addSubnet(address, prefix, family);
  }
  return list;
}

function limitOf(environment: Environment, variable: string): number | null {
  const text = environment[variable]?.trim() ?? '';
  if (text === '') return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new ConfigurationError(variable, 'must be a whole number above 0.');
  return Number(text);
}

/** IPv4 may arrive as IPv6, as `::ffff:192.0.2.1`; the list understands both. */
function isWithin(networks: BlockList, address: string | null): boolean {
  if (address === null || isIP(address) === 0) return false;
  return networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function countPerMinute() {
  let window = -1;
  let counts = new Map<string, number>();
  const keyAt = (key: string | null, nowMs: number) => {
    const current = Math.floor(nowMs / windowMs);
    if (current !== window) {
      window = current;
      counts = new Map();
    }
    const known = key ?? 'unknown';
    return counts.has(known) || counts.size < rememberedCallers ? known : 'others';
  };
  return {
    of(key: string | null, nowMs: number): number {
      const known = keyAt(key, nowMs);
      return counts.get(known) ?? 0;
    },
    add(key: string | null, nowMs: number): number {
      const known = keyAt(key, nowMs);
      const count = (counts.get(known) ?? 0) + 1;
      counts.set(known, count);
      return count;
    },
  };
}
