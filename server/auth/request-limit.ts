import type { Sql } from '#db/client.ts';
import { hashToken } from './secret-hash.ts';

export const WINDOW_MS = 15 * 60_000;
/** Links per window: enough for a lost mail and a typing error, and for an office behind one address. */
export const LINKS_PER_ADDRESS = 5;
export const LINKS_PER_NETWORK = 40;

interface LinkRequest {
  readonly email: string;
  /** Null when no client address is known: then only the mail address is limited. */
  readonly ip: string | null;
  readonly now: string;
  readonly secret: string;
}

/** Counts one request for a link, in Postgres, so that several servers share the count. False: too many. */
export async function allowLinkRequest(sql: Sql, request: LinkRequest): Promise<boolean> {
  const byAddress = hashToken(`address ${request.email}`, request.secret);
  const byNetwork =
    request.ip === null ? null : hashToken(`network ${networkOf(request.ip)}`, request.secret);
  const limits = new Map([[byAddress, LINKS_PER_ADDRESS]]);
  if (byNetwork !== null) limits.set(byNetwork, LINKS_PER_NETWORK);
  return await allowWithin(sql, limits, request.now);
}

/** Counts one attempt under each key, by how many of them a window allows. False: too many under one of them. */
export async function allowWithin(
  sql: Sql,
  limits: ReadonlyMap<string, number>,
  now: string,
): Promise<boolean> {
  const windowStart = new Date(Math.floor(Date.parse(now) / WINDOW_MS) * WINDOW_MS).toISOString();
  // Sorted, so that two requests for the same keys never wait for each other in a circle.
  const keys = [...limits.keys()].sort();
  const rows = await sql<{ key: string; count: number }[]>`
    with stale as (
      delete from sign_in_limits where window_start < ${windowStart}::timestamptz - interval '1 day'
    )
    insert into sign_in_limits (key, window_start, count)
    select key, ${windowStart}::timestamptz, 1 from unnest(${keys}::text[]) with ordinality as wanted (key, n) order by n
    on conflict (key, window_start) do update set count = sign_in_limits.count + 1
    returning key, count`;
  return rows.every(({ key, count }) => count <= (limits.get(key) ?? 0));
}

/** One IPv4 address, or the /64 that one subscriber of IPv6 has at their disposal. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!ip.includes(':')) return ip;
  const [head = '', tail = ''] = ip.toLowerCase().split('::');
  const start = groups(head);
  const end = groups(tail);
  const zeros = new Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0');
  return `${[...start, ...zeros, ...end].slice(0, 4).join(':')}::/64`;
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
}
