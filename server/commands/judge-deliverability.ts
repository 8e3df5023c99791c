import { likelyCause } from '#server/domain/alert/cause.ts';
import { dangersToMarketing } from '#server/domain/alert/danger.ts';
import type { AlertEvent } from '#server/domain/alert/events.ts';
import {
  type AlertChange,
  eventOf,
  judge,
  type Measurement,
  watchesToJudge,
  windowStart,
} from '#server/domain/alert/judge.ts';
import { measure } from '#server/domain/alert/measure.ts';
import { alertRules } from '#server/domain/alert/rules.ts';
import { type AlertScope, streamOf } from '#server/domain/alert/scope.ts';
import {
  evolveWatch,
  newsOf,
  quietWatch,
  type UntoldNews,
  untoldNews,
  type WatchState,
} from '#server/domain/alert/state.ts';
import { streamOfAlert } from '#server/domain/alert/watch.ts';
import { defaultCategories } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { mailParts, mailWindows } from '#server/projections/delivery-metrics/guard-queries.ts';
import { bounceCodes } from '#server/projections/messages/bounce-code-queries.ts';
import type { AlertDeps } from './alert-deps.ts';
import { loadWatch } from './load-alerts.ts';
import { engineEvent } from './load-message.ts';
import { steerMarketing } from './steer-marketing.ts';

type JudgeDeps = Pick<AlertDeps, 'db' | 'eventStore' | 'now'>;

/** What a look at the mail came to. */
export interface Judged {
  /** How much was judged: scopes with enough mail, once for each rule. */
  readonly judged: number;
  readonly changes: readonly { readonly alertId: string; readonly change: AlertChange['change'] }[];
  /** Marketing was paused just now. */
  readonly paused: boolean;
  /** News of what was judged that nobody was told yet, also from looks before this one. */
  readonly untold: readonly UntoldNews[];
}

/**
 * Looks how all mail fares, and stores what that changes: alerts, and a pause of marketing where the guard may. Events
 * have ids that follow from the history before them, so two who look at once change things once.
 */
export async function judgeDeliverability(deps: JudgeDeps): Promise<Judged> {
  const { db, eventStore, now } = deps;
  const at = now();
  const measurements = measure(await mailWindows(db, defaultCategories, at), defaultCategories).filter(
    ({ rule, of }) => of >= alertRules[rule].minimumSample,
  );
  const before = await watchesOf(deps, measurements);
  const changes = judge(measurements, statesOf(before));
  const events = await Promise.all(changes.map((change) => newEvent(deps, change, at)));
  await eventStore.append(events);
  const after = changes.length === 0 ? before : await watchesOf(deps, measurements);
  const dangers = dangersToMarketing(measurements, statesOf(after), at);
  const { changed } = await steerMarketing(deps, { type: 'GuardMarketing', dangers }, { at, actor: null });
  return {
    judged: measurements.length,
    changes: changes.map(({ alertId, change }) => ({ alertId, change })),
    paused: changed,
    untold: [...after.values()].flatMap(untoldNews),
  };
}

type Watches = ReadonlyMap<string, readonly AlertEvent[]>;

async function watchesOf({ eventStore }: JudgeDeps, measurements: readonly Measurement[]): Promise<Watches> {
  return new Map(
    await Promise.all(
      watchesToJudge(measurements).map(
        async (watchId) => [watchId, await loadWatch(eventStore, watchId)] as const,
      ),
    ),
  );
}

function statesOf(watches: Watches): ReadonlyMap<string, WatchState> {
  return new Map(
    [...watches].map(([watchId, events]) => [watchId, events.reduce<WatchState>(evolveWatch, quietWatch)]),
  );
}

async function newEvent(deps: JudgeDeps, change: AlertChange, at: Instant): Promise<NewEvent> {
  const { alertId, measurement } = change;
  const cause = change.change === 'resolve' ? noCause : await causeOf(deps, measurement, at);
  const event = eventOf(change, cause, at);
  return {
    ...engineEvent(`alert-${alertId}-${newsOf(event)}`, at),
    ...event,
    stream: streamOfAlert(alertId),
    subject: null,
  };
}

const noCause = { part: null, others: null, codes: [] };

async function causeOf({ db }: JudgeDeps, measurement: Measurement, at: Instant) {
  const { rule, scope } = measurement;
  const { metric } = alertRules[rule];
  const since = windowStart(rule, at);
  const [parts, codes] = await Promise.all([
    mailParts(db, defaultCategories, measurement, at),
    metric === 'complaints' ? [] : bounceCodes(db, { since, ...bouncedMailOf(scope) }),
  ]);
  return likelyCause(metric, measurement, parts, codes);
}

function bouncedMailOf(scope: AlertScope) {
  if (scope.kind === 'recipient_domain') return { domain: scope.name, categories: null };
  const known = Object.keys(defaultCategories);
  const not = scope.name === 'unknown';
  const names = not ? known : known.filter((name) => streamOf(name, defaultCategories) === scope.name);
  return { domain: null, categories: { names, not } };
}
