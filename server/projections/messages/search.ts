import { eq, like, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { messageLinks } from '#db/schema/message-links.ts';
import { messages } from '#db/schema/messages.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';

/** What a person looks for. */
export interface MessageFilter {
  /** Matched against the beginning of the recipient, our id and the provider's; empty for everything. */
  readonly search: string;
  /** Empty means any. */
  readonly statuses: readonly MessageStatus[];
  /** Whoever sees addresses masked must not be able to guess one letter by letter. */
  readonly wholeRecipientOnly: boolean;
}

const ID_PREFIX_MIN = 6;

/** Conditions on `messages` of which a row must fit one: each can be served by one index, which an `or` could not. */
export function branchesOf(filter: MessageFilter): readonly SQL[] {
  const matches = filter.search === '' ? [sql`true`] : matchesOf(filter);
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
