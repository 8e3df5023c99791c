import { createHmac } from 'node:crypto';
import type { Sql } from '#db/client.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { RejectionCode } from '#server/providers/provider.ts';

const hourMs = 3_600_000;
const keptDays = 90;
/** Combinations remembered between two writes. A flood from everywhere is then counted under one origin. */
const maxPending = 1_000;

/** A webhook that was refused. `address` is the caller's IP address; it is hashed and then forgotten. */
export interface Refusal {
  readonly provider: string;
  readonly code: RejectionCode;
  readonly address: string | null;
  readonly at: Instant;
}

/** Remembers what was refused, without anything personal, in a table that several servers share. */
export interface SecurityLog {
  /** Counts it in memory; `flush` writes. */
  note(refusal: Refusal): void;
  /** Writes what was noted since, in one statement; calls that arrive meanwhile share the next one. */
  flush(): Promise<void>;
}

interface Pending {
  readonly provider: string;
  readonly code: string;
  readonly origin: string;
  readonly hour: Instant;
  readonly firstAt: Instant;
  lastAt: Instant;
  count: number;
}

/** `secret` keys the hashes of networks. */
export function openSecurityLog(sql: Sql, secret: string): SecurityLog {
  let pending = new Map<string, Pending>();
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (pending.size > 0) {
      const rows = [...pending.values()];
      pending = new Map();
      await save(sql, rows);
    }
  }

  return {
    note({ provider, code, address, at }) {
      const hour = instantFromMs(Math.floor(msFromInstant(at) / hourMs) * hourMs);
      const origin = pending.size < maxPending ? originOf(address, secret) : 'many';
      const key = JSON.stringify([hour, provider, code, origin]);
      const known = pending.get(key);
      if (known === undefined) {
        pending.set(key, { provider, code, origin, hour, firstAt: at, lastAt: at, count: 1 });
      } else {
        known.count += 1;
        if (at > known.lastAt) known.lastAt = at;
      }
    },
    flush() {
      writing ??= write().finally(() => {
        writing = null;
      });
      return writing;
    },
  };
}

async function save(sql: Sql, rows: readonly Pending[]): Promise<void> {
  // In one order everywhere, so that two servers never wait for each other in a circle.
  const sorted = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await sql`
    with old as (
      delete from refused_webhooks where hour < now() - make_interval(days => ${keptDays})
    )
    insert into refused_webhooks (hour, provider, code, origin, count, first_at, last_at)
    select hour, provider, code, origin, count, "firstAt", "lastAt"
    from jsonb_to_recordset(${JSON.stringify(sorted)}::text::jsonb) as r(hour timestamptz, provider text, code text,
      origin text, count int, "firstAt" timestamptz, "lastAt" timestamptz)
    on conflict (hour, provider, code, origin) do update
      set count = refused_webhooks.count + excluded.count,
          first_at = least(refused_webhooks.first_at, excluded.first_at),
          last_at = greatest(refused_webhooks.last_at, excluded.last_at)`;
}

function keyOf({ hour, provider, code, origin }: Pending): string {
  return JSON.stringify([hour, provider, code, origin]);
}

/** 12 characters that are the same for one network: an IPv4 address, or the first four groups of IPv6. */
function originOf(address: string | null, secret: string): string {
  if (address === null) return 'unknown';
  const network = address.includes(':') ? address.toLowerCase().split(':').slice(0, 4).join(':') : address;
  return createHmac('sha256', secret).update(`network\0${network}`).digest('base64url').slice(0, 12);
}
