import { and, eq, gte, like, lt, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { messageLinks } from '#db/schema/message-links.ts';
import { messages } from '#db/schema/messages.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';

/** What a person looks for. */
export interface MessageFilter {
  /** Matched against the beginning of the recipient, our id and the provider's; empty for everything. */
  readonly search: string;
  /** Empty means any. */
  readonly statuses: readonly MessageStatus[];
  /** Whoever sees addresses masked must not be able to guess one letter by letter. */
  readonly wholeRecipientOnly: boolean;
  /** What must be so besides the search. */
  readonly exactly?: MessageFacts;
}

/** Facts of a message; what is not named may be anything. */
export interface MessageFacts {
  readonly recipient?: string | undefined;
  readonly providerMessageId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly provider?: string | undefined;
  /** First heard of at this moment or later. */
  readonly from?: Instant | undefined;
  /** First heard of before this moment. */
  readonly to?: Instant | undefined;
}

const ID_PREFIX_MIN = 6;

/** Conditions on `messages` of which a row must fit one: each can be served by one index, which an `or` could not. */
export function branchesOf(filter: MessageFilter): readonly SQL[] {
  const searched = filter.search === '' ? [sql`true`] : matchesOf(filter);
  const exact = filter.exactly === undefined ? [] : exactBranchesOf(filter.exactly);
  const matches =
    exact.length === 0 ? searched : searched.flatMap((fits) => exact.map((also) => sql`${fits} and ${also}`));
  if (filter.statuses.length === 0) return matches;
  return filter.statuses.flatMap((status) =>
    matches.map((fits) => sql`${messages.status} = ${status} and ${fits}`),
  );
}

/** The conditions of the search alone. */
export function matchesOf({ search, wholeRecipientOnly }: MessageFilter): readonly SQL[] {
  // Recipients are stored in lower case; ids mean what they say.
  const recipient = search.toLowerCase();
  return [
    wholeRecipientOnly ? eq(messages.recipient, recipient) : startsWith(messages.recipient, recipient),
    idMatches(messages.messageId, search),
    idMatches(messages.providerMessageId, search),
    // A row has one id of each sort. What else its message is known by stands in the links, and must be whole.
    hasLinkWhose(sql`${messageLinks.alias}`, search),
    hasLinkWhose(providerMessageIdOfLink, search),
  ];
}

/** Two where a provider's id is asked for, which may stand in the row or in a link to it. */
function exactBranchesOf(facts: MessageFacts): readonly SQL[] {
  const { recipient, providerMessageId, channel, provider, from, to } = facts;
  const conditions = [
    recipient === undefined ? undefined : eq(messages.recipient, recipient.toLowerCase()),
    channel === undefined ? undefined : eq(messages.channel, channel),
    provider === undefined ? undefined : eq(messages.provider, provider),
    from === undefined ? undefined : gte(messages.firstAt, from),
    to === undefined ? undefined : lt(messages.firstAt, to),
  ];
  const all = and(sql`true`, ...conditions) ?? sql`true`;
  if (providerMessageId === undefined) return [all];
  const ids = [
    eq(messages.providerMessageId, providerMessageId),
    hasLinkWhose(providerMessageIdOfLink, providerMessageId),
  ];
  return ids.map((id) => sql`${all} and ${id}`);
}

/** As it is written in the index of the links. */
const providerMessageIdOfLink = sql`(${messageLinks.providerKey}::jsonb ->> 1)`;

/** An array, since the planner would take the few ids of a subquery for many and walk all messages instead. */
function hasLinkWhose(id: SQL, whole: string): SQL {
  return sql`${messages.messageId} = any(array(select ${messageLinks.messageId} from ${messageLinks}
    where ${id} = ${whole} and ${messageLinks.alias} is not null and ${messageLinks.messageId} is not null))`;
}

/** A few letters begin very many ids and mean a recipient, so they must be the whole id. */
function idMatches(id: PgColumn, search: string): SQL {
  return search.length < ID_PREFIX_MIN ? eq(id, search) : startsWith(id, search);
}

function startsWith(column: PgColumn, beginning: string): SQL {
  return like(column, `${beginning.replace(/[\\%_]/g, '\\$&')}%`);
}
