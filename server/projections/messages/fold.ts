import { evolveMessage, type StoredMessageEvent } from '#server/domain/message/evolve.ts';
import {
  evolveLinkByKeys,
  keysOf,
  type MessageLink,
  providerKeyOf,
} from '#server/domain/message/identity.ts';
import { erasePersonal } from '#server/domain/message/join.ts';
import { joinUnder, partsByMessage } from '#server/domain/message/linked.ts';
import { compareText } from '#server/domain/message/ordering.ts';
import type { MessageState } from '#server/domain/message/state.ts';

/** A row holds what everything heard under any id of its message says together. */
export interface MessageRow extends MessageState {
  /** What was heard under each id; null where the row's own is the only one. */
  readonly parts: readonly MessageState[] | null;
}

/** Rows that events may change. A link stands together with the rows of both its ids, as far as there are any. */
export interface KnownMessages {
  readonly rows: readonly MessageRow[];
  readonly links: readonly MessageLink[];
}

export interface MessageChanges {
  /** Before is null for a new row, after for one that became part of another. */
  readonly rows: readonly { readonly before: MessageRow | null; readonly after: MessageRow | null }[];
  readonly links: readonly { readonly before: MessageLink | null; readonly after: MessageLink }[];
}

/**
 * What events make of rows, whether they concern one id of a message or link two. Parts are kept as they were heard,
 * because the next event may show that one belongs to another message. `erased` names the subjects to forget.
 */
export function evolveMessages(
  known: KnownMessages,
  events: readonly StoredMessageEvent[],
  erased: ReadonlySet<string>,
): MessageChanges {
  const before = new Map(known.rows.map((row) => [row.messageId, { row, parts: partsOf(row) }]));
  const parts = new Map<string, MessageState>();
  for (const each of before.values()) for (const part of each.parts) parts.set(part.messageId, part);
  const linksBefore = new Map(known.links.map((link) => [link.providerKey, link]));
  const links = new Map(linksBefore);
  for (const event of events) {
    const { messageId } = event.data;
    parts.set(messageId, evolveMessage(parts.get(messageId) ?? null, event));
    const link = newLinkOf(links, event);
    if (link !== null) links.set(link.providerKey, link);
  }
  for (const [id, part] of parts) if (forgets(part, erased)) parts.set(id, erasePersonal(part));
  const after = partsByMessage({ parts, links });
  const changed = [...after].flatMap(([messageId, said]) => {
    const known = before.get(messageId);
    return known && isSame(known.parts, said)
      ? []
      : [{ before: known?.row ?? null, after: rowOf(messageId, said) }];
  });
  const gone = [...before].flatMap(([id, { row }]) => (after.has(id) ? [] : [{ before: row, after: null }]));
  const changedLinks = [...links].flatMap(([providerKey, link]) => {
    const before = linksBefore.get(providerKey) ?? null;
    return before === link ? [] : [{ before, after: link }];
  });
  return { rows: [...changed, ...gone], links: changedLinks };
}

/** The provider keys under which a row's aliases are linked to it. */
export function aliasKeysOf({ messageId, parts }: MessageRow): readonly string[] {
  return (parts ?? []).flatMap((part) => {
    const { provider, providerMessageId, subjectId } = part;
    const isAlias = part.messageId !== messageId && provider !== null && providerMessageId !== null;
    return isAlias && subjectId !== null ? [providerKeyOf(provider, providerMessageId, subjectId)] : [];
  });
}

/** A row that is the only part stands for it as it is, its own parts left in. */
function partsOf(row: MessageRow): readonly MessageState[] {
  return row.parts ?? [row];
}

function rowOf(messageId: string, said: readonly MessageState[]): MessageRow {
  const isWhole = said.length === 1 && said[0]?.messageId === messageId;
  const parts = isWhole ? null : said.map(withoutParts).sort((a, b) => compareText(a.messageId, b.messageId));
  return { ...joinUnder(messageId, said), parts };
}

function withoutParts({ parts, ...state }: MessageState & { readonly parts?: unknown }): MessageState {
  return state;
}

/** The link of the event's provider key if the event says something new of it. */
function newLinkOf(links: ReadonlyMap<string, MessageLink>, event: StoredMessageEvent): MessageLink | null {
  const keys = keysOf(event);
  if (keys.providerKey === null) return null;
  const known = links.get(keys.providerKey) ?? null;
  const link = evolveLinkByKeys(known, keys, event.subjectId);
  return link === known ? null : link;
}

function forgets({ subjectId, erased: isErased }: MessageState, erased: ReadonlySet<string>): boolean {
  return !isErased && subjectId !== null && erased.has(subjectId);
}

function isSame(a: readonly MessageState[], b: readonly MessageState[]): boolean {
  return a.length === b.length && b.every((part) => a.includes(part));
}
