import { type ChangePreferences, decideWishes } from './change-preferences.ts';
import { type ByLink, type ChangedByLink, type LinkDeps, recordByLink } from './record-by-link.ts';

/**
 * Changes what a person wishes on the word of whoever holds their link: all of it is one change, which one mail confirms.
 * Throws the DomainErrors of `decidePreference`, and then nothing has changed.
 */
export async function changeByLink(
  deps: LinkDeps,
  { userId, wishes }: Pick<ChangePreferences, 'userId' | 'wishes'>,
  by: Omit<ByLink, 'link'>,
): Promise<ChangedByLink> {
  const link = 'preferences-link' as const;
  const said = { actor: link, source: 'user' } as const;
  const { events } = await decideWishes(deps, { userId, wishes, by: said, at: by.at });
  if (events.length === 0) return { changeId: null, notificationId: null };
  const told = { userId, addresses: {} };
  return await recordByLink(deps, { events, who: { userId }, told, what: 'changed' }, { ...by, link });
}
