import { messageLinks } from '#db/schema/message-links.ts';
import { messages } from '#db/schema/messages.ts';
import { isMessageEvent } from '#server/domain/message/events.ts';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { keysOf, type MessageLink } from '#server/domain/message/identity.ts';
import type { Batch, ReadModel } from '#server/projections/projection.ts';
import { type RowStore, rowStore } from '#server/projections/rows.ts';
import type { Tally } from '#server/projections/tally.ts';
import { tallyRows } from '#server/projections/tally-rows.ts';
import { aliasKeysOf, evolveMessages, type KnownMessages, type MessageRow } from './fold.ts';

type Place = Pick<Batch, 'sql' | 'schema'>;

const messageRows = rowStore(messages, 'messageId');
const linkRows = rowStore(messageLinks, 'providerKey');

/**
 * Answers: what became of this message? It is a fold over few rows in place of one, for a message may be heard of under
 * several ids before anything links them. So it is listed, counted and tallied once, by what all of it says.
 */
export function defineMessages(tallies: readonly Tally<MessageRow>[] = []): ReadModel {
  const counters = tallies.map((tally) => tallyRows(withoutGone(tally)));
  return {
    name: 'messages',
    // A sum, so that raising any of them raises it.
    version: tallies.reduce((sum, { version }) => sum + version, 3),
    tables: [messages, messageLinks, ...tallies.map(({ table }) => table)],
    async apply(batch) {
      const events = batch.events.filter(isMessageEvent);
      const erased = new Set(
        batch.events.flatMap((event) => (event.type === 'SubjectErased' ? [event.data.subjectId] : [])),
      );
      if (events.length === 0 && erased.size === 0) return false;
      const { rows, links } = evolveMessages(await knownOf(batch, events, erased), events, erased);
      // One connection, so they follow one another there; what is next is made ready while Postgres is at the one before.
      await Promise.all([
        messageRows.write(batch.sql, batch.schema, rows),
        linkRows.write(batch.sql, batch.schema, links),
        ...counters.map((count) => count(batch, rows)),
      ]);
      return rows.length > 0;
    },
  };
}

/** Every row that the events or erasures can change, with the links by which its parts hold together. */
async function knownOf(
  place: Place,
  events: readonly StoredMessageEvent[],
  erased: ReadonlySet<string>,
): Promise<KnownMessages> {
  const named = await linksOf(place, new Set(events.flatMap((event) => keysOf(event).providerKey ?? [])));
  const ids = new Set([
    ...events.map((event) => event.data.messageId),
    ...named.flatMap(({ alias, messageId }) => [alias ?? [], messageId ?? []].flat()),
    ...(await idsWithAliasesOf(place, erased)),
  ]);
  const found = [
    ...(await load<MessageRow>(place, messageRows, 'messageId', ids)),
    ...(await load<MessageRow>(place, messageRows, 'subjectId', erased)),
  ];
  const rows = [...new Map(found.map((row) => [row.messageId, row])).values()];
  const known = new Set(named.map(({ providerKey }) => providerKey));
  const others = await linksOf(place, new Set(rows.flatMap(aliasKeysOf).filter((key) => !known.has(key))));
  return { rows, links: [...named, ...others] };
}

function linksOf(place: Place, keys: ReadonlySet<string>): Promise<readonly MessageLink[]> {
  return load<MessageLink>(place, linkRows, 'providerKey', keys);
}

/** A row is found by the one subject that it speaks of; its aliases may be sealed under others. */
async function idsWithAliasesOf({ sql, schema }: Place, subjects: ReadonlySet<string>): Promise<string[]> {
  if (subjects.size === 0) return [];
  const rows = await sql<{ message_id: string }[]>`
    select message_id from ${sql(`${schema}.message_links`)}
    where subject_id = any(${[...subjects]}::text[]) and alias is not null and message_id is not null`;
  return rows.map((row) => row.message_id);
}

async function load<Row>(
  { sql, schema }: Place,
  store: RowStore,
  property: keyof Row & string,
  values: ReadonlySet<string>,
): Promise<readonly Row[]> {
  if (values.size === 0) return [];
  // Safe: the fold alone writes these tables, so their columns hold what its types say.
  return (await store.load(sql, schema, property, [...values])) as unknown as Row[];
}

/** A row that became part of another counts for nothing any more. */
function withoutGone(tally: Tally<MessageRow>): Tally<MessageRow | null> {
  return { ...tally, contributions: (row) => (row === null ? [] : tally.contributions(row)) };
}
