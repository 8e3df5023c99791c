import { isReportEvent } from './events.ts';
import type { StoredMessageEvent } from './evolve.ts';
import { smallerKnown } from './ordering.ts';

/** The ways in which an event names its message. */
export interface MessageKeys {
  /** Our id, when the event carries it. */
  readonly ownId: string | null;
  /** The id derived from the provider's, when ours did not come back. */
  readonly derivedId: string | null;
  /** What the derived id is made from; null when the provider named no message, which nothing can then join. */
  readonly providerKey: string | null;
}

/**
 * What a message is known by outside: the provider, its message id and whom it went to, since one provider id can
 * cover several recipients. The derived id is a keyed hash of this very text; `subjectId` is the address's.
 */
export function providerKeyOf(provider: string, providerMessageId: string, subjectId: string): string {
  return JSON.stringify([provider, providerMessageId, subjectId]);
}

export function keysOf(event: StoredMessageEvent): MessageKeys {
  const { messageId } = event.data;
  if (!isReportEvent(event)) return { ownId: messageId, derivedId: null, providerKey: null };
  const { provider, providerMessageId, echoed } = event.data;
  const isNamed = providerMessageId !== undefined && event.subjectId !== null;
  return {
    ownId: echoed ? messageId : null,
    derivedId: echoed ? null : messageId,
    providerKey: isNamed ? providerKeyOf(provider, providerMessageId, event.subjectId) : null,
  };
}

/**
 * One row of a read model that is keyed by `providerKey`: which id of ours a derived id stands for. Each event that
 * names a provider key tells one half; an event with our id and a provider key is what links. Every field is a
 * minimum or an "ever", so the order of events shows not, and a row never grows.
 */
export interface MessageLink {
  readonly providerKey: string;
  /** Whose message it was; for finding the row, it names nobody. */
  readonly subjectId: string;
  /** The derived id; null while every report brought ours. */
  readonly alias: string | null;
  /** Our id; null while nothing has named it. Where two of ours claim the key, the smaller has it. */
  readonly messageId: string | null;
  /** True once two of our ids claimed the key: one person got two messages under one provider id. */
  readonly contested: boolean;
}

/** Adds what one event says; null for an event that names no provider key. A link that learns nothing is the same. */
export function evolveLink(link: MessageLink | null, event: StoredMessageEvent): MessageLink | null {
  return evolveLinkByKeys(link, keysOf(event), event.subjectId);
}

/** The same for whoever has the event's keys already. */
export function evolveLinkByKeys(
  link: MessageLink | null,
  { ownId, derivedId, providerKey }: MessageKeys,
  subjectId: string | null,
): MessageLink | null {
  if (providerKey === null || subjectId === null) return link;
  const told: MessageLink = { providerKey, subjectId, alias: derivedId, messageId: ownId, contested: false };
  if (link === null) return told;
  const joined = joinLinks(link, told);
  const isNew =
    joined.alias !== link.alias || joined.messageId !== link.messageId || joined.contested !== link.contested;
  return isNew ? joined : link;
}

/** What two links of one provider key say together; commutative, associative and idempotent. */
export function joinLinks(a: MessageLink, b: MessageLink): MessageLink {
  if (a.providerKey !== b.providerKey) throw new RangeError('These links are of different messages.');
  return {
    providerKey: a.providerKey,
    subjectId: a.subjectId,
    alias: smallerKnown(a.alias, b.alias),
    messageId: smallerKnown(a.messageId, b.messageId),
    contested: a.contested || b.contested || claimDifferently(a.messageId, b.messageId),
  };
}

/** The one id under which a message is shown: ours where there is one, else the derived one. */
export function canonicalIdOf(link: MessageLink): string | null {
  return link.messageId ?? link.alias;
}

function claimDifferently(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}
