import { evolveMessage, type StoredMessageEvent } from './evolve.ts';
import { canonicalIdOf, evolveLinkByKeys, keysOf, type MessageLink } from './identity.ts';
import { joinMessages } from './join.ts';
import type { MessageState } from './state.ts';

/** Messages under the ids that events gave them, and what links those ids; joined only when they are asked for. */
export interface LinkedMessages {
  /** By the id in the events: ours or derived. */
  readonly parts: ReadonlyMap<string, MessageState>;
  /** By provider key. */
  readonly links: ReadonlyMap<string, MessageLink>;
}

export const noMessages: LinkedMessages = { parts: new Map(), links: new Map() };

/** Adds one event of any of the messages, in whatever order events and links come. */
export function evolveLinked(linked: LinkedMessages, event: StoredMessageEvent): LinkedMessages {
  const { messageId } = event.data;
  const keys = keysOf(event);
  const { providerKey } = keys;
  const known = linked.parts.get(messageId) ?? null;
  const part = evolveMessage(known, event);
  const parts = part === known ? linked.parts : new Map(linked.parts).set(messageId, part);
  if (providerKey === null) return { parts, links: linked.links };
  const linkKnown = linked.links.get(providerKey) ?? null;
  const link = evolveLinkByKeys(linkKnown, keys, event.subjectId);
  const isNew = link !== null && link !== linkKnown;
  return { parts, links: isNew ? new Map(linked.links).set(providerKey, link) : linked.links };
}

/** The parts of every message, by its canonical id. */
export function partsByMessage(linked: LinkedMessages): ReadonlyMap<string, readonly MessageState[]> {
  const canonicalIds = new Map<string, string>();
  for (const link of linked.links.values()) {
    const id = canonicalIdOf(link);
    if (link.alias !== null && id !== null) canonicalIds.set(link.alias, id);
  }
  const messages = new Map<string, MessageState[]>();
  for (const [id, part] of linked.parts) {
    const messageId = canonicalIds.get(id) ?? id;
    const parts = messages.get(messageId);
    if (parts === undefined) messages.set(messageId, [part]);
    else parts.push(part);
  }
  return messages;
}

/** Every message once, by its canonical id. */
export function messagesOf(linked: LinkedMessages): ReadonlyMap<string, MessageState> {
  return new Map([...partsByMessage(linked)].map(([id, parts]) => [id, joinUnder(id, parts)]));
}

/**
 * The parts of one message, what was heard under our id and under each alias, joined under its canonical id. Throws
 * RangeError without parts.
 */
export function joinUnder(messageId: string, parts: readonly MessageState[]): MessageState {
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError('A message has at least one part.');
  const joined = rest.reduce(joinMessages, first);
  return joined.messageId === messageId ? joined : { ...joined, messageId };
}
