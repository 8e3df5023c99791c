import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { refOf } from '#server/domain/event-id.ts';
import { isLinkActor } from '#server/domain/preference/history.ts';
import { wishKey } from '#server/domain/preference/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { addedCell } from '#server/domain/suppression/state.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import type { UnsubscribeScope } from '#server/unsubscribe/token.ts';
import { decideAddition } from './add-suppression.ts';
import { decideWishes, loadPreferences } from './change-preferences.ts';
import { type ByLink, type ChangedByLink, type LinkDeps, recordByLink } from './record-by-link.ts';

type AddressScope = Extract<UnsubscribeScope['who'], { subjectId: string }>;

const link = 'unsubscribe-link' as const;

/**
 * Ends a category for a person, on every channel, or for an address where nobody is named. Resolves once it is durable, and
 * so in force: what is sent is decided from the store. Done already, it changes nothing and names the change that stands.
 */
export async function unsubscribe(
  deps: LinkDeps,
  { who, category }: Pick<UnsubscribeScope, 'who' | 'category'>,
  by: Omit<ByLink, 'link'>,
): Promise<ChangedByLink> {
  return 'userId' in who
    ? await unsubscribePerson(deps, { userId: who.userId, category }, { ...by, link })
    : await unsubscribeAddress(deps, { who, category }, { ...by, link });
}

async function unsubscribePerson(
  deps: LinkDeps,
  { userId, category }: { readonly userId: string; readonly category: string },
  by: ByLink,
): Promise<ChangedByLink> {
  const target = { category, channel: null } as const;
  const { events } = await decideWishes(deps, {
    userId,
    wishes: [{ type: 'ChangePreference', target, enabled: false }],
    by: { actor: link, source: 'user' },
    at: by.at,
  }).catch(noCategory);
  if (events.length === 0) {
    const known = await loadPreferences(deps.eventStore, userId);
    const standing = known.state.wishes[wishKey(category, null)]?.id;
    return byLinkBefore(known.events.find((event) => refOf(event).id === standing) ?? null);
  }
  const told = { userId, addresses: {} };
  return await recordByLink(deps, { events, who: { userId }, told, what: 'unsubscribed' }, by);
}

/** A category that no longer exists is sent to nobody. */
function noCategory(error: unknown): { readonly events: readonly [] } {
  if (error instanceof DomainError && error.code === 'category_unknown') return { events: [] };
  throw error;
}

async function unsubscribeAddress(
  deps: LinkDeps,
  { who, category }: { readonly who: AddressScope; readonly category: string },
  by: ByLink,
): Promise<ChangedByLink> {
  const { eventStore } = deps;
  const scope = `category:${category}` as const;
  const address = await addressBehind(eventStore, who.subjectId);
  const events = await decideAddition(eventStore, {
    ...who,
    subject: address === null ? null : { kind: addressKinds[who.channel], value: address },
    reason: 'unsubscribe',
    scope,
    expiresAt: null,
    why: null,
    by: { actor: link, source: 'user' },
    at: by.at,
  });
  if (events.length === 0) {
    const state = await suppressionStateOf(eventStore, who);
    const standing = state.cells[addedCell('unsubscribe', scope)]?.facts.at(-1)?.id;
    const said = await eventStore.readStream(suppressionStream(who.channel, who.subjectId));
    return byLinkBefore(said.find((event) => refOf(event).id === standing) ?? null);
  }
  const told = { userId: null, addresses: address === null ? {} : { email: address } };
  return await recordByLink(deps, { events, who, told, what: 'unsubscribed' }, by);
}

/** Whom a token means by a hash: as the mail was addressed that carried it. Null once the person is erased. */
async function addressBehind(eventStore: EventStore, subjectId: string): Promise<string | null> {
  const events = await eventStore.readSubject(subjectId, { types: ['MessageRequested'], limit: 5 });
  const recipients = events.flatMap((event) =>
    event.type === 'MessageRequested' ? [event.personal?.recipient ?? null] : [],
  );
  return recipients.findLast((recipient) => recipient !== null) ?? null;
}

/** What the person wished elsewhere is not for whoever holds a mail to take back. */
function byLinkBefore(event: StoredEvent | null): ChangedByLink {
  const isByLink = event !== null && isLinkActor(event.actor);
  return { changeId: isByLink ? event.correlation : null, notificationId: null };
}
