import type { Drizzle } from '#db/client.ts';
import type { ChannelFacts } from '#server/domain/escalation/facts.ts';
import { type EscalationPolicy, policyFor } from '#server/domain/escalation/policy.ts';
import {
  type PastNotification,
  permissionKey,
  type Simulated,
  simulateEscalation,
} from '#server/domain/escalation/simulate.ts';
import {
  caseOf,
  type SimulatedCase,
  type SimulationTally,
  simulationOutcomes,
  tallyOf,
} from '#server/domain/escalation/simulation-tally.ts';
import type { Instant } from '#server/domain/instant.ts';
import { isMessageEvent, messageStream } from '#server/domain/message/events.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { idsOfOwnMessages } from '#server/projections/messages/parts-queries.ts';
import {
  type NotificationToSimulate,
  notificationsToSimulate,
} from '#server/projections/notifications/simulation-queries.ts';
import { loadPolicyBook, type PoliciesInForce } from './load-policy-book.ts';
import { permissionAsOf } from './permission-as-of.ts';
import { streamOf } from './reachable-channels.ts';

/** How many notifications one simulation plays at most, and looks through to find them. */
export const mostSimulated = 1_000;
const mostScanned = 50_000;
const mostExamples = 20;
const mostExamplesOfOne = 5;
const atOnce = 16;

export interface SimulatedNotification extends SimulatedCase {
  readonly notificationId: string;
  readonly requestedAt: Instant;
  readonly messageId: string | null;
  /** What the version in force would have done; null where there is none for it. */
  readonly before: SimulatedCase | null;
}

export interface PolicySimulation {
  readonly simulated: number;
  /** There were more, older ones. */
  readonly more: boolean;
  /** The policy is for them too, but another one comes first. */
  readonly takenByOthers: number;
  readonly tally: SimulationTally;
  /** The same notifications by the version in force; null for a new policy, and where it was for others. */
  readonly before: { readonly version: number; readonly tally: SimulationTally } | null;
  readonly examples: readonly SimulatedNotification[];
}

interface Deps {
  readonly db: Drizzle;
  readonly eventStore: EventStore;
  readonly now: () => Instant;
}

interface Playing {
  readonly deps: Deps;
  readonly prices: PoliciesInForce['prices'];
  readonly policy: EscalationPolicy;
  readonly before: EscalationPolicy | null;
}

/** What a policy would have done to the newest notifications of a time. Nothing is written, and nobody is told anything. */
export async function simulatePolicy(
  deps: Deps,
  { policy, from, to }: { readonly policy: EscalationPolicy; readonly from: Instant; readonly to: Instant },
): Promise<PolicySimulation> {
  const { policies, prices } = await loadPolicyBook(deps.eventStore);
  const others = policies.filter(({ policyId }) => policyId !== policy.policyId);
  const range = { from, to, scan: mostScanned, limit: mostSimulated + 1 };
  const found = await notificationsToSimulate(deps.db, { policy, ...range });
  const fitting = found.slice(0, mostSimulated);
  const own = fitting.filter((one) => {
    const watching = [...others, policy].filter(({ channel }) => one.channels.includes(channel));
    return policyFor(one, watching) === policy;
  });
  const before = policies.find((one) => isOfSame(one, policy)) ?? null;
  const played = await playAll({ deps, prices, policy, before }, own);
  const casesBefore = played.flatMap((one) => one.before ?? []);
  return {
    simulated: own.length,
    more: found.length > fitting.length,
    takenByOthers: fitting.length - own.length,
    tally: tallyOf(played),
    before: before && { version: before.version, tally: tallyOf(casesBefore) },
    examples: examplesOf(played),
  };
}

function isOfSame(one: EscalationPolicy, policy: EscalationPolicy): boolean {
  const isSameTarget = JSON.stringify(one.appliesTo) === JSON.stringify(policy.appliesTo);
  return one.policyId === policy.policyId && one.critical === policy.critical && isSameTarget;
}

async function playAll(
  playing: Playing,
  rows: readonly NotificationToSimulate[],
): Promise<readonly SimulatedNotification[]> {
  const { db } = playing.deps;
  const ids = rows.flatMap((row) => askedMessages(row));
  const known = await idsOfOwnMessages(db, ids);
  const played: SimulatedNotification[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const batch = rows.slice(from, from + atOnce);
    played.push(...(await Promise.all(batch.map((row) => play(playing, row, known)))));
  }
  return played;
}

async function play(
  { deps, prices, policy, before }: Playing,
  row: NotificationToSimulate,
  known: ReadonlyMap<string, readonly string[]>,
): Promise<SimulatedNotification> {
  const { notificationId, category, template, channels, requestedAt } = row;
  const streams = askedMessages(row).flatMap((id) => known.get(id) ?? [id]);
  const read = await Promise.all(streams.map((id) => deps.eventStore.readStream(messageStream(id))));
  const events = read.flat().filter((event) => isMessageEvent(event));
  const past: PastNotification = {
    ...{ notificationId, category, template, channels, requestedAt },
    stream: streamOf(category),
    events,
  };
  // What one policy asked about need not be asked again for the other.
  const permissions = new Map<string, ChannelFacts>();
  const finish = (which: EscalationPolicy) => playToEnd({ deps, prices }, past, which, permissions);
  const simulated = await finish(policy);
  return {
    ...{ notificationId, requestedAt, messageId: simulated.messageId },
    ...caseOf(simulated),
    before: before && caseOf(await finish(before)),
  };
}

async function playToEnd(
  { deps, prices }: Pick<Playing, 'deps' | 'prices'>,
  past: PastNotification,
  policy: EscalationPolicy,
  permissions: Map<string, ChannelFacts>,
): Promise<Extract<Simulated, { status: 'done' }>> {
  const { notificationId } = past;
  for (;;) {
    const simulated = simulateEscalation(past, policy, permissions, deps.now());
    if (simulated.status === 'done') return simulated;
    const { channel, at } = simulated;
    const wish = { notificationId, channel, at, price: prices[channel] };
    permissions.set(permissionKey(channel, at), await permissionAsOf(deps.eventStore, wish));
  }
}

function askedMessages({
  notificationId,
  channels,
}: Pick<NotificationToSimulate, 'notificationId' | 'channels'>) {
  return channels.map((channel) => messageIdOf(notificationId, channel, 0));
}

/** Some of each kind, the newest first; what the change would make otherwise comes before the rest. */
function examplesOf(played: readonly SimulatedNotification[]): readonly SimulatedNotification[] {
  const changed = played.filter((one) => one.before !== null && !isSameCase(one, one.before));
  const turned = changed.filter((one) => one.outcome !== one.before?.outcome);
  const first = [...new Set([...turned, ...changed])].slice(0, mostExamples / 2);
  const rest = simulationOutcomes.flatMap((outcome) =>
    played.filter((one) => one.outcome === outcome && !first.includes(one)).slice(0, mostExamplesOfOne),
  );
  return [...first, ...rest].slice(0, mostExamples);
}

function isSameCase(a: SimulatedCase, b: SimulatedCase): boolean {
  const told = ({ outcome, seen, steps }: SimulatedCase) => JSON.stringify([outcome, seen, steps]);
  return told(a) === told(b);
}
