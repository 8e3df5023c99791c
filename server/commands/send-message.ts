import { handoverOf, nextCall } from '#server/domain/handover/handover.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { OpenSender } from '#server/providers/open-senders.ts';
import type { OutboundMessage, SendAnswer } from '#server/providers/sender.ts';
import { RenderError } from '#server/templates/render.ts';
import { answerEvents, type Call, failedEvent, lostEvent, startedEvent } from './answer-events.ts';
import { composeMessage } from './compose-message.ts';
import { decideNow, type Verdict } from './decide-message.ts';
import type { MessageToSend } from './load-message.ts';
import type { SendDeps } from './send-deps.ts';

type Accepted = Extract<SendAnswer, { outcome: 'accepted' }>['kind'];
type Refused = Extract<SendAnswer, { outcome: 'refused' }>['kind'];

/** What became of a message; all but `ask_again` and `wait` are for good. */
export type Sent =
  | Exclude<Verdict, { verdict: 'send' }>
  | { readonly verdict: 'handed_over'; readonly provider: string; readonly kind: Accepted }
  | { readonly verdict: 'refused'; readonly provider: string; readonly kind: Refused }
  /** A provider was asked and nobody knows whether it took it. */
  | { readonly verdict: 'unknown'; readonly provider: string }
  /** Call this again: at that moment, or soon where it is null. */
  | { readonly verdict: 'ask_again'; readonly at: Instant | null; readonly reason: string };

/** In the place of a provider where we failed before anybody was asked. */
export const ourselves = 'earshot';

/**
 * Hands a message to its provider and records the answer, both after the truth was read again. Whatever breaks off, and
 * however often this is called, a provider that does not recognise messages is asked at most once for each time that it
 * certainly took nothing: the asking is recorded first, and one whose answer is lost stays unknown.
 */
export async function sendMessage(deps: SendDeps, toSend: MessageToSend): Promise<Sent> {
  const { verdict, known, recipient } = await decideNow(deps, toSend);
  if (verdict.verdict !== 'send') return verdict;
  if (known === null || recipient === null) return { verdict: 'over' };
  const sender = deps.outbound.senders(toSend.channel);
  if (sender === null) {
    const call = { known, recipient, provider: ourselves, call: 0 };
    return fail(deps, call, 'no_sender', 'No sender is set up for this channel.');
  }
  const next = nextCall(
    handoverOf(known.events),
    { id: sender.id, isIdempotent: sender.transport.isIdempotent },
    deps.now(),
  );
  const callOf = (call: number, provider = sender.id): Call => ({ known, recipient, provider, call });
  switch (next.next) {
    case 'nothing':
      return { verdict: 'over' };
    case 'wait':
      return { verdict: 'ask_again', at: next.until, reason: 'another answer may still come' };
    case 'give_up':
      return await lose(
        deps,
        callOf(next.call, next.provider),
        'the process ended before the answer was recorded',
      );
    case 'start':
    case 'repeat':
      return await handOver(deps, sender, callOf(next.call), next.next === 'start');
  }
}

async function handOver(deps: SendDeps, sender: OpenSender, call: Call, isNew: boolean): Promise<Sent> {
  const message = await composed(deps, call);
  if (message instanceof RenderError) return fail(deps, call, 'not_rendered', message.message);
  if (isNew) {
    const { appended } = await deps.eventStore.append([startedEvent(call, deps.now())]);
    if (appended === 0) return { verdict: 'ask_again', at: null, reason: 'somebody else is asking' };
  }
  const answer = await sender.transport.send(message);
  return await record(deps, call, answer, {
    isIdempotent: sender.transport.isIdempotent,
    subjectLine: 'subject' in message.content ? message.content.subject : null,
  });
}

async function composed(
  { eventStore, outbound }: SendDeps,
  { known, recipient, provider }: Call,
): Promise<OutboundMessage | RenderError> {
  try {
    return await composeMessage(outbound, known, {
      recipient,
      provider,
      subjectId: eventStore.subjectIdOf(recipient),
    });
  } catch (error) {
    if (error instanceof RenderError) return error;
    throw error;
  }
}

async function record(
  deps: SendDeps,
  call: Call,
  answer: SendAnswer,
  { isIdempotent, subjectLine }: { readonly isIdempotent: boolean; readonly subjectLine: string | null },
): Promise<Sent> {
  const at = deps.now();
  if (answer.outcome === 'unknown') {
    if (isIdempotent) return { verdict: 'ask_again', at: null, reason: 'the answer was lost' };
    return await lose(deps, call, answer.reason);
  }
  const askAgainAt = answer.outcome === 'not_now' ? laterBy(at, answer.afterMs) : null;
  await deps.eventStore.append(answerEvents(call, answer, { subjectLine, askAgainAt, at }));
  switch (answer.outcome) {
    case 'accepted':
      return { verdict: 'handed_over', provider: call.provider, kind: answer.kind };
    case 'refused':
      return { verdict: 'refused', provider: call.provider, kind: answer.kind };
    case 'not_now':
      return { verdict: 'ask_again', at: askAgainAt, reason: 'the provider put it off' };
  }
}

async function lose({ eventStore, now }: SendDeps, call: Call, reason: string): Promise<Sent> {
  await eventStore.append([lostEvent(call, reason, now())]);
  return { verdict: 'unknown', provider: call.provider };
}

async function fail({ eventStore, now }: SendDeps, call: Call, word: string, reason: string): Promise<Sent> {
  await eventStore.append([failedEvent(call, word, reason, now())]);
  return { verdict: 'refused', provider: call.provider, kind: 'failed' };
}

function laterBy(at: Instant, afterMs: number | null): Instant | null {
  return afterMs === null ? null : instantFromMs(msFromInstant(at) + afterMs);
}
