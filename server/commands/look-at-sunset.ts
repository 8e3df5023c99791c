import type { Instant } from '#server/domain/instant.ts';
import { judgeSunset, type SunsetFacts, type SunsetVerdict } from '#server/domain/sunset/judge.ts';
import { monthsBefore, type SunsetPolicy } from '#server/domain/sunset/policy.ts';
import type { SunsetState } from '#server/domain/sunset/state.ts';
import { unsubscribePath } from '#server/unsubscribe/links.ts';
import { type GatheredSunset, gatherSunsetFacts, sunsetCategory } from './gather-sunset-facts.ts';
import { loadSunset, loadSunsetPolicy } from './load-sunset.ts';
import { notificationWish } from './notification-wish.ts';
import { reachableChannels } from './reachable-channels.ts';
import { notificationEvent, type Requested } from './request-notification.ts';
import type { Outbound } from './send-deps.ts';
import { cancelSunset, endSunset, keepSunset, type SunsetDeps, sunsetEvent } from './settle-sunset.ts';

export type SunsetLookDeps = SunsetDeps & { readonly outbound: Outbound; readonly now: () => Instant };

/** What a look at one address found, before anything is done about it. */
export interface SunsetFound {
  readonly verdict: SunsetVerdict;
  readonly state: SunsetState;
  readonly facts: SunsetFacts;
  readonly address: string | null;
  /** The mail that would ask; null for every other verdict. */
  readonly mail: Requested | null;
}

/** What would be done about an address now. Nothing is written. */
export async function tryOutSunset(
  deps: Omit<SunsetLookDeps, 'now'>,
  subjectId: string,
  policy: SunsetPolicy,
  at: Instant,
): Promise<SunsetFound> {
  const state = await loadSunset(deps.eventStore, subjectId);
  const gathered = await gatherSunsetFacts(deps, subjectId, {
    state,
    since: sinceOf(state, policy, at),
    at,
  });
  const { facts, address } = gathered;
  const verdict = judgeSunset(state, facts, policy, at);
  if (verdict !== 'ask') return { verdict, state, facts, address, mail: null };
  const mail = askEvent(deps, { subjectId, episode: nextEpisode(state), gathered, policy, at });
  return { verdict: mail === null ? 'nothing' : 'ask', state, facts, address, mail };
}

/** What was done about an address, with the mail that is to be sent now if it was asked. */
export interface SunsetDone {
  readonly verdict: SunsetVerdict;
  readonly notificationId: string | null;
}

/**
 * Reads the truth about one address and does what follows from it. Of two who look at once one does it; doing it again
 * changes nothing.
 */
export async function lookAtSunset(deps: SunsetLookDeps, subjectId: string): Promise<SunsetDone> {
  const { eventStore } = deps;
  const at = deps.now();
  const { policy } = await loadSunsetPolicy(eventStore);
  const { verdict, state, address, mail } = await tryOutSunset(deps, subjectId, policy, at);
  const done = { verdict, notificationId: null };
  if (mail !== null) return await ask(deps, mail, { subjectId, state, policy, at });
  if (state.status === 'unasked') return { ...done, verdict: 'nothing' };
  switch (verdict) {
    case 'ask':
    case 'nothing':
      return done;
    case 'end':
      await endSunset(deps, state, { subjectId, address, at });
      return done;
    case 'cancel':
      await cancelSunset(deps, state, { subjectId, at });
      return done;
    case 'keep_engaged':
      await keepSunset(deps, state, { subjectId, by: 'engagement', at });
      return done;
    case 'keep_lifted':
      await keepSunset(deps, state, { subjectId, by: 'lifted', at });
      return done;
  }
}

/** The asking and its mail are one append, under ids that count askings: nobody is asked twice, or without a mail. */
async function ask(
  { eventStore }: Pick<SunsetLookDeps, 'eventStore'>,
  mail: Requested,
  {
    subjectId,
    state,
    policy,
    at,
  }: Pick<Asking, 'subjectId' | 'policy' | 'at'> & { readonly state: SunsetState },
): Promise<SunsetDone> {
  const episode = nextEpisode(state);
  const { notificationId } = mail.data;
  const data = { subjectId, episode, notificationId, askedAt: at, graceDays: policy.graceDays };
  await eventStore.append([
    sunsetEvent({ type: 'SunsetAsked', data, personal: null }, { id: `sunset-${subjectId}-${episode}`, at }),
    mail,
  ]);
  return { verdict: 'ask', notificationId };
}

function nextEpisode(state: SunsetState): number {
  return state.status === 'unasked' ? 1 : state.episode + 1;
}

interface Asking {
  readonly subjectId: string;
  readonly episode: number;
  readonly gathered: GatheredSunset;
  readonly policy: SunsetPolicy;
  readonly at: Instant;
}

/** Null where no mail can be written to it. */
function askEvent(
  { eventStore, outbound }: Pick<SunsetLookDeps, 'eventStore' | 'outbound'>,
  { subjectId, episode, gathered, policy, at }: Asking,
): Requested | null {
  if (gathered.address === null) return null;
  if (reachableChannels(outbound, sunsetCategory, ['email']).length === 0) return null;
  const who = { channel: 'email', subjectId } as const;
  const keepUrl = `${outbound.publicBaseUrl}${unsubscribePath(outbound, { may: 'keep', who }, at)}`;
  const wish = notificationWish.safeParse({
    idempotencyKey: `sunset-${subjectId}-${episode}`,
    ...(gathered.userId === null ? {} : { userId: gathered.userId }),
    addresses: { email: gathered.address },
    category: sunsetCategory,
    template: 'still-interested',
    fill: { keepUrl, ...policy.wording },
    channels: ['email'],
  });
  return wish.success ? notificationEvent(eventStore, outbound, wish.data, { actor: 'sunset', at }) : null;
}

/** As far back as silence is asked for, and to the asking itself. */
function sinceOf(state: SunsetState, { months }: SunsetPolicy, at: Instant): Instant {
  const since = monthsBefore(at, months);
  return state.status !== 'unasked' && state.askedAt < since ? state.askedAt : since;
}
