import { and, desc, eq, isNotNull, like, type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { suppressions } from '#db/schema/suppressions.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { SuppressionReason } from '#server/domain/suppression/reason.ts';
import type { SuppressionState } from '#server/domain/suppression/state.ts';
import {
  isInForce,
  type Suppression,
  type SuppressionRules,
} from '#server/domain/suppression/suppression.ts';
import { suppressionsOf } from '#server/domain/suppression/suppressions-of.ts';
import { cursorOf, sortKeyOf } from '#server/projections/cursor.ts';
import { defaultRules, type SuppressionRow, suppressionKey } from './fold.ts';

/** What a person looks for; null for any. */
export interface SuppressionFilter {
  readonly channel: Channel | null;
  readonly reason: SuppressionReason | null;
  /** Matched against the beginning of the address in any case; empty for every address. */
  readonly address: string;
  /** Whoever sees addresses masked must not be able to guess one letter by letter. */
  readonly wholeAddressOnly: boolean;
}

/** An address that must not be written to, by the default policy. */
export interface SuppressedAddress {
  readonly channel: Channel;
  readonly subjectId: string;
  /** Null when no report named it, and once its person is erased. */
  readonly address: string | null;
  /** Where the list is sorted; an expired suppression may have begun then. */
  readonly since: Instant;
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

/**
 * Addresses suppressed at that moment, the newest first, older than the cursor. Throws DomainError `invalid_cursor`.
 * A suppression that has expired is passed over, whether the address or the reason was asked for.
 */
export async function listSuppressions(
  db: Drizzle,
  filter: SuppressionFilter,
  page: { readonly at: Instant; readonly cursor: string | null; readonly limit: number },
): Promise<{ readonly addresses: readonly SuppressedAddress[]; readonly nextCursor: string | null }> {
  const key = page.cursor === null ? null : sortKeyOf(page.cursor);
  const rows = await db
    .select()
    .from(suppressions)
    .where(
      and(
        isNotNull(suppressions.since),
        sql`(${suppressions.expiresAt} is null or ${suppressions.expiresAt} > ${page.at}::timestamptz)`,
        ...conditionsOf(filter, page.at),
        key
          ? sql`(${suppressions.since}, ${suppressions.key}) < (${key[0]}::timestamptz, ${key[1]})`
          : undefined,
      ),
    )
    .orderBy(desc(suppressions.since), desc(suppressions.key))
    .limit(page.limit + 1);
  const found = rows.slice(0, page.limit).map(asFolded);
  const last = found.at(-1);
  const more = rows.length > page.limit && last?.since != null;
  return {
    addresses: found.flatMap((row) => suppressedAt(row, page.at)),
    nextCursor: more ? cursorOf([last.since, last.key]) : null,
  };
}

/**
 * What stands against writing to each of up to 10,000 addresses at one moment, in the order asked, by one statement.
 * An address nobody ever spoke of is open. Throws RangeError when asked for more.
 */
export async function checkSuppressions(
  db: Drizzle,
  targets: readonly SuppressionTarget[],
  { at, rules }: { readonly at: Instant; readonly rules: SuppressionRules },
): Promise<readonly SuppressionAnswer[]> {
  if (targets.length > CHECK_LIMIT) throw new RangeError(`At most ${CHECK_LIMIT} addresses can be checked.`);
  const keys = targets.map(({ channel, subjectId }) => suppressionKey(channel, subjectId));
  // One parameter for all keys: 10,000 of them would be parsed and planned one by one.
  const rows = await db
    .select()
    .from(suppressions)
    .where(sql`${suppressions.key} = any(${sql.param(keys)}::text[])`);
  const states = new Map(rows.map((row) => [row.key, asFolded(row)]));
  return targets.map(({ channel, subjectId }) => {
    const state = states.get(suppressionKey(channel, subjectId));
    return { channel, subjectId, suppressions: state === undefined ? [] : inForce(state, rules, at) };
  });
}

function conditionsOf(filter: SuppressionFilter, at: Instant): readonly SQL[] {
  const { channel, reason, wholeAddressOnly } = filter;
  const address = filter.address.toLowerCase();
  const lowered = sql`lower(${suppressions.address})`;
  const conditions: SQL[] = [];
  if (channel !== null) conditions.push(eq(suppressions.channel, channel));
  if (reason !== null) conditions.push(isReasonAt(reason, at));
  if (address === '') return conditions;
  const prefix = `${address.replace(/[\\%_]/g, '\\$&')}%`;
  return [...conditions, wholeAddressOnly ? eq(lowered, address) : like(lowered, prefix)];
}

function isReasonAt(reason: SuppressionReason, at: Instant): SQL {
  const end = sql`(${suppressions.ends} ->> ${reason}::text)::timestamptz`;
  return sql`${suppressions.reasons} @> array[${reason}::text] and (${end} is null or ${end} > ${at}::timestamptz)`;
}

function suppressedAt(row: SuppressionRow, at: Instant): readonly SuppressedAddress[] {
  const { channel, subjectId, address, since } = row;
  if (since === null) return [];
  return [{ channel, subjectId, address, since, suppressions: inForce(row, defaultRules, at) }];
}

function inForce(state: SuppressionState, rules: SuppressionRules, at: Instant): readonly Suppression[] {
  return suppressionsOf(state, rules).filter((suppression) => isInForce(suppression, at));
}

/** Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say. */
function asFolded(row: typeof suppressions.$inferSelect): SuppressionRow {
  return row as SuppressionRow;
}
