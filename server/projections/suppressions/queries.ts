import { and, eq, gt, gte, isNotNull, like, or, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { suppressions } from '#db/schema/suppressions.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { boundsOf, type GroundBounds } from '#server/domain/suppression/grounds.ts';
import type { SuppressionReason } from '#server/domain/suppression/reason.ts';
import type { SuppressionState } from '#server/domain/suppression/state.ts';
import {
  isInForce,
  type Suppression,
  type SuppressionRules,
} from '#server/domain/suppression/suppression.ts';
import { suppressionsOf } from '#server/domain/suppression/suppressions-of.ts';
import { cursorOf, type SortKey, sortKeyOf } from '#server/projections/cursor.ts';
import { candidateRows, columnsOfAddress, type SuppressionAddress } from './candidates.ts';
import { suppressionKey } from './fold.ts';

/** What a person looks for; null for any. */
export interface SuppressionFilter {
  readonly channel: Channel | null;
  readonly reason: SuppressionReason | null;
  /** Matched against the beginning of the address in any case; empty for every address. */
  readonly address: string;
  /** Whoever sees addresses masked must not be able to guess one letter by letter. */
  readonly wholeAddressOnly: boolean;
}

/** The moment and the rules that facts are judged by: those of `currentSuppressionRules` everywhere. */
export interface Judgement {
  readonly at: Instant;
  readonly rules: SuppressionRules;
}

/** An address that must not be written to. */
export interface SuppressedAddress {
  readonly channel: Channel;
  readonly subjectId: string;
  /** Null when nothing named it, and once its person is erased. */
  readonly address: string | null;
  /** When the newest event that speaks against it happened: the list is sorted by it. */
  readonly lastAt: Instant;
  /** Those in force, each with its cause. */
  readonly suppressions: readonly Suppression[];
}

export interface SuppressionTarget {
  readonly channel: Channel;
  readonly subjectId: string;
}

/** What stands against writing to an address: nothing when the list is empty. */
export interface SuppressionAnswer extends SuppressionTarget {
  readonly suppressions: readonly Suppression[];
}

const CHECK_LIMIT = 10_000;
const CHUNK = 1_000;

/**
 * Addresses suppressed at that moment, the newest first, older than the cursor. Throws DomainError `invalid_cursor`.
 * The database leaves out what no policy in force could suppress; the rest is judged here, so a page may read on.
 */
export async function listSuppressions(
  db: Drizzle,
  filter: SuppressionFilter,
  page: Judgement & { readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly addresses: readonly SuppressedAddress[]; readonly nextCursor: string | null }> {
  const fits = and(mayBeInForce(boundsOf(page.rules, page.at), filter.reason), ...conditionsOf(filter));
  const found: { readonly row: SuppressionAddress; readonly address: SuppressedAddress }[] = [];
  let after = page.cursor === null ? null : sortKeyOf(page.cursor);
  for (let size = page.limit + 1; found.length <= page.limit; size = CHUNK) {
    const rows = await candidateRows(db, fits, { after, limit: size });
    for (const row of rows) {
      const address = suppressedAt(row, filter.reason, page);
      if (address !== null) found.push({ row, address });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) break;
    after = sortKeyOfRow(last);
  }
  const shown = found.slice(0, page.limit);
  const end = shown.at(-1);
  const more = found.length > page.limit && end !== undefined;
  return {
    addresses: shown.map(({ address }) => address),
    nextCursor: more ? cursorOf(sortKeyOfRow(end.row)) : null,
  };
}

/**
 * What stands against writing to each of up to 10,000 addresses at one moment, in the order asked, by one statement.
 * An address nobody ever spoke of is open. Throws RangeError when asked for more.
 */
export async function checkSuppressions(
  db: Drizzle,
  targets: readonly SuppressionTarget[],
  judgement: Judgement,
): Promise<readonly SuppressionAnswer[]> {
  if (targets.length > CHECK_LIMIT) throw new RangeError(`At most ${CHECK_LIMIT} addresses can be checked.`);
  const keys = targets.map(({ channel, subjectId }) => suppressionKey(channel, subjectId));
  // One parameter for all keys: 10,000 of them would be parsed and planned one by one. The builder's own mapping of
  // rows was measured to cost half as much again as the statement. Safe: the fold alone writes this table.
  const rows = await db.execute<{ key: string; cells: SuppressionState['cells'] }>(sql`
    select key, cells from ${suppressions}
    where key = any(${sql.param(keys)}::text[]) and last_at is not null
      and ${mayBeInForce(boundsOf(judgement.rules, judgement.at), null)}`);
  const known = new Map(rows.map((row) => [row.key, row.cells]));
  return targets.map(({ channel, subjectId }, n) => {
    const cells = known.get(keys[n] ?? '');
    const found = cells === undefined ? [] : inForce({ channel, subjectId, cells }, judgement);
    return { channel, subjectId, suppressions: found };
  });
}

/** What is known of one address; null when nobody ever spoke of it. */
export async function findSuppressionAddress(
  db: Drizzle,
  { channel, subjectId }: SuppressionTarget,
): Promise<SuppressionAddress | null> {
  const [row] = await db
    .select(columnsOfAddress)
    .from(suppressions)
    .where(eq(suppressions.key, suppressionKey(channel, subjectId)))
    .limit(1);
  return (row ?? null) as SuppressionAddress | null;
}

function conditionsOf({ channel, reason, address, wholeAddressOnly }: SuppressionFilter): readonly SQL[] {
  const conditions: SQL[] = [];
  if (channel !== null) conditions.push(eq(suppressions.channel, channel));
  if (reason !== null) conditions.push(sql`${suppressions.reasons} @> array[${reason}::text]`);
  if (address === '') return conditions;
  const lowered = sql`lower(${suppressions.address})`;
  const text = address.toLowerCase();
  const prefix = `${text.replace(/[\\%_]/g, '\\$&')}%`;
  return [...conditions, wholeAddressOnly ? eq(lowered, text) : like(lowered, prefix)];
}

/** True of every address that is suppressed, for that reason if one is asked for, and of few others. */
function mayBeInForce(bounds: GroundBounds, reason: SuppressionReason | null): SQL | undefined {
  const { fixedUntil, hardBouncedAt, softBouncedAt, softBounces } = suppressions;
  const { at, hardBouncedAfter, softBouncedAfter } = bounds;
  const fixed = gt(fixedUntil, at);
  const hard = hardBouncedAfter === null ? isNotNull(hardBouncedAt) : gt(hardBouncedAt, hardBouncedAfter);
  const soft = and(
    gte(softBounces, bounds.softBounces),
    softBouncedAfter === null ? undefined : gt(softBouncedAt, softBouncedAfter),
  );
  if (reason === null) return or(fixed, hard, soft);
  return reason === 'soft_bounce_limit' ? soft : or(fixed, hard);
}

function suppressedAt(
  row: SuppressionAddress,
  reason: SuppressionReason | null,
  judgement: Judgement,
): SuppressedAddress | null {
  const found = inForce(row, judgement);
  const isWanted = found.some((one) => reason === null || one.reason === reason);
  if (!isWanted) return null;
  const { channel, subjectId, address, lastAt } = row;
  return { channel, subjectId, address, lastAt, suppressions: found };
}

function inForce(state: SuppressionState, { at, rules }: Judgement): readonly Suppression[] {
  return suppressionsOf(state, rules).filter((suppression) => isInForce(suppression, at));
}

function sortKeyOfRow({ lastAt, key }: SuppressionAddress): SortKey {
  return [lastAt, key];
}
