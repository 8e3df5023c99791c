import { decideSend } from '#server/domain/decision/decide-send.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import type { SendDecision, SendRule } from '#server/domain/decision/send-decision.ts';
import { handoverOf } from '#server/domain/handover/handover.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import { gatherFacts } from './gather-facts.ts';
import {
  attemptData,
  engineEvent,
  type KnownMessage,
  loadMessage,
  type MessageToSend,
} from './load-message.ts';
import { personOrAddress } from './person-or-address.ts';
import type { SendDeps } from './send-deps.ts';

export type Verdict =
  | { readonly verdict: 'send' }
  | { readonly verdict: 'skip'; readonly rule: SendRule | null }
  /** Ask again then. */
  | { readonly verdict: 'wait'; readonly until: Instant }
  /** Something is known of the message already, or there is nobody to tell any more. */
  | { readonly verdict: 'over' };

/** A verdict with what it was found from; `recipient` is null unless it may be sent. */
export interface Decided {
  readonly verdict: Verdict;
  readonly known: KnownMessage | null;
  readonly recipient: SubjectAddress | null;
}

const attempts = 5;

/** Decides whether to send a message now, and stores the decision with what follows from it, in one append. */
export async function decideMessage(deps: SendDeps, toSend: MessageToSend): Promise<Verdict> {
  return (await decideNow(deps, toSend)).verdict;
}

/**
 * The same, with all that was read. The truth is read anew each time; a decision that only confirms the one before is not
 * stored again. Of two who decide at once the store takes the first, and the other reads again.
 */
export async function decideNow(deps: SendDeps, toSend: MessageToSend): Promise<Decided> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const known = await loadMessage(deps.eventStore, toSend);
    const standing = known === null ? { verdict: 'over' as const } : standingVerdict(known, deps.now());
    if (known === null || standing !== null) {
      return { verdict: standing ?? { verdict: 'over' }, known, recipient: null };
    }
    const decided = await decideAnew(deps, known);
    if (decided !== null) return decided;
  }
  throw new Error(`A message was decided by others ${attempts} times in a row.`);
}

/** What was decided for good, or until a moment that has not come. */
function standingVerdict({ events, decisions }: KnownMessage, at: Instant): Verdict | null {
  const skip = events.find((event) => event.type === 'MessageSkipped');
  if (skip !== undefined) return { verdict: 'skip', rule: skip.data.reason };
  if (handoverOf(events).status === 'over') return { verdict: 'over' };
  const until = decisions.at(-1)?.data.decision.askAgainAt ?? null;
  return until !== null && at < until ? { verdict: 'wait', until } : null;
}

/** Null when somebody else decided first. */
async function decideAnew(deps: SendDeps, known: KnownMessage): Promise<Decided | null> {
  const { eventStore, now } = deps;
  const { request, personal, toSend } = known;
  const at = now();
  const told = { userId: request.userId, addresses: personal.addresses ?? {} };
  const { facts, recipient } = await gatherFacts(eventStore, told, toSend.channel);
  const decision = decideSend(
    { channel: toSend.channel, category: request.category, at, costMicros: 0 },
    facts,
  );
  const verdict = verdictOf(decision, at);
  const wasRequested = known.events.some((event) => event.type === 'MessageRequested');
  if (verdict.verdict !== 'send' || !wasRequested) {
    const events = decisionEvents(known, { decision, verdict, recipient, at });
    const { appended } = await eventStore.append(events);
    if (appended === 0) return null;
  }
  return { verdict, known, recipient: verdict.verdict === 'send' ? recipient : null };
}

/** Quiet hours that end in this very moment are asked about again in the next. */
function verdictOf({ verdict, rule, askAgainAt }: SendDecision, at: Instant): Verdict {
  if (verdict === 'send') return { verdict: 'send' };
  if (askAgainAt === null) return { verdict: 'skip', rule };
  return { verdict: 'wait', until: askAgainAt > at ? askAgainAt : instantFromMs(msFromInstant(at) + 1_000) };
}

interface Outcome {
  readonly decision: SendDecision;
  readonly verdict: Verdict;
  readonly recipient: SubjectAddress | null;
  readonly at: Instant;
}

/**
 * The decision and what follows, under ids that count decisions: whoever decides from the same state writes the same ids,
 * so that a message is never both asked for and skipped by two of them.
 */
export function decisionEvents(
  known: KnownMessage,
  { decision, verdict, recipient, at }: Outcome,
): readonly NewEvent[] {
  const { messageId, toSend, request, decisions } = known;
  const { notificationId, channel } = toSend;
  const turn = `${messageId}-${decisions.length}`;
  const decided: NewEvent = {
    ...engineEvent(`decided-${turn}`, at),
    stream: decisionStream(messageId),
    type: 'SendDecided',
    data: { messageId, notificationId, channel, category: request.category, decision },
    personal: null,
    subject: null,
  };
  const about = {
    ...engineEvent(`verdict-${turn}`, at),
    stream: messageStream(messageId),
    personal: recipient === null ? {} : { recipient: recipient.value },
    subject: recipient ?? whomToTell(known),
  };
  const attempt = attemptData(known);
  switch (verdict.verdict) {
    case 'send':
      return [decided, { ...about, type: 'MessageRequested', data: attempt }];
    case 'skip': {
      const reason = verdict.rule ?? 'no_address';
      return [decided, { ...about, type: 'MessageSkipped', data: { ...attempt, reason } }];
    }
    case 'wait':
    case 'over':
      return [decided];
  }
}

/** The address asked for where the request names one, else the person. */
export function whomToTell({ request, personal }: KnownMessage): SubjectAddress {
  const { userId, channels } = request;
  return personOrAddress({ userId, channels, addresses: personal.addresses ?? {} });
}
