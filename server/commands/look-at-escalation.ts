import { type IntentVerdict, judgeIntent } from '#server/domain/escalation/judge-intent.ts';
import type { EscalationStep } from '#server/domain/escalation/policy.ts';
import type { EscalationState, Intended } from '#server/domain/escalation/state.ts';
import { handoverOf } from '#server/domain/handover/handover.ts';
import type { Instant } from '#server/domain/instant.ts';
import { appendActions } from './append-actions.ts';
import { messagesOfEscalation } from './gather-escalation-facts.ts';
import { loadEscalation } from './load-escalation.ts';
import { loadMessage, type MessageToSend } from './load-message.ts';
import { channelsToTry } from './plan-notification.ts';
import { reactToLook } from './react-to-look.ts';
import type { SendDeps } from './send-deps.ts';
import { takeBackMessage } from './take-back-message.ts';

/** What the next look will ask: whether a step is due, or what became of the message of one. */
export type Question = EscalationStep['when'] | 'what became of it';

/** What a look leaves to do; whatever it found is appended already. */
export type Looked =
  /** Look again at that moment, or when something is heard. */
  | { readonly next: 'wait'; readonly at: Instant; readonly until: Instant; readonly question: Question }
  /** A step was decided for, and its message is to be handed over. */
  | { readonly next: 'send'; readonly toSend: MessageToSend }
  /** `outcome_unknown` waits for a report or a person, and somebody looks again when there is one. */
  | { readonly next: 'over'; readonly status: Closed };

type Closed = Exclude<EscalationState['status'], 'watching' | 'intended'>;

const attempts = 10;

/**
 * Looks at the truth as it is now and does what follows from it, but for the sending. It may be called at any time, by
 * anybody and by several at once: what was done before is not done again.
 */
export async function lookAtEscalation(deps: SendDeps, notificationId: string): Promise<Looked> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const looked = await lookOnce(deps, await loadEscalation(deps.eventStore, notificationId));
    if (looked !== 'look again') return looked;
  }
  throw new Error(`An escalation was changed by others ${attempts} times in a row.`);
}

async function lookOnce(deps: SendDeps, state: EscalationState): Promise<Looked | 'look again'> {
  const { eventStore, now } = deps;
  if (state.status === 'intended') {
    switch (await whatToDoAbout(deps, state)) {
      case 'hand_over':
        return { next: 'send', toSend: messageOf(state) };
      case 'take_back':
        await takeBackMessage(deps, messageOf(state));
        break;
      case 'look':
        break;
    }
  }
  if (state.status === 'unplanned' || state.status === 'cancelled' || state.status === 'ended') {
    return { next: 'over', status: state.status };
  }
  const at = now();
  const reaction = await reactToLook(deps, state, at);
  if (!(await appendActions(eventStore, reaction.actions))) return 'look again';
  const wake = reaction.actions.find((action) => action.type === 'wake');
  const { state: after } = reaction;
  switch (after.status) {
    case 'watching':
      return wake === undefined ? 'look again' : waitFor(at, wake.at, questionOf(after));
    case 'intended': {
      // What is intended just now is handed over; what was before, waits for its outcome.
      const isOld = 'intent' in state && state.intent.step === after.intent.step;
      if (!isOld) return { next: 'send', toSend: messageOf(after) };
      return wake === undefined ? 'look again' : waitFor(at, wake.at, 'what became of it');
    }
    case 'unplanned':
    case 'outcome_unknown':
    case 'cancelled':
    case 'ended':
      return { next: 'over', status: after.status };
  }
}

/** Judged by what is known at this moment; asked once more right before a provider is. */
export async function whatToDoAbout(deps: SendDeps, state: Intended): Promise<IntentVerdict> {
  const { eventStore, outbound, now } = deps;
  const known = await loadMessage(eventStore, messageOf(state));
  // Whoever was erased meanwhile cannot be told any more, nor can it be said whether they were.
  if (known === null) return 'look';
  const first = channelsToTry(outbound, known.request);
  const messages = await messagesOfEscalation(eventStore, state, first);
  return judgeIntent(state, handoverOf(known.events).status, messages, now());
}

export function messageOf({ intent }: Intended): MessageToSend {
  const { notificationId, channel, step, template } = intent;
  return { notificationId, channel, attempt: step + 1, template };
}

function waitFor(at: Instant, until: Instant, question: Question): Looked {
  return { next: 'wait', at, until, question };
}

function questionOf({ plan, step }: Extract<EscalationState, { status: 'watching' }>): Question {
  return plan.policy.steps[step]?.when ?? 'what became of it';
}
