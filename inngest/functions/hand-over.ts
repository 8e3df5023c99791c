import { type GetStepTools, type Inngest, RetryAfterError } from 'inngest';
import { type GivenUp, giveUpMessage } from '#server/commands/give-up-message.ts';
import type { MessageToSend } from '#server/commands/load-message.ts';
import type { SendDeps } from '#server/commands/send-deps.ts';
import type { Sent } from '#server/commands/send-message.ts';
import type { Channel } from '#server/domain/message/report.ts';

/** What a run works with; `nudge` makes read models look, and its failure is nobody's. */
export interface SendRunDeps extends SendDeps {
  readonly nudge: () => Promise<void> | null;
}

export type Step = GetStepTools<Inngest>;

/** What became of a message that is not tried any more, or not before a moment. */
export type Told = TriedOnce | { readonly verdict: 'given_up'; readonly as: GivenUp };

type TriedOnce = Exclude<Sent, { verdict: 'ask_again' }>;

interface HandOver {
  readonly toSend: MessageToSend;
  readonly send: (deps: SendDeps, toSend: MessageToSend) => Promise<Sent>;
}

/** How channels are called in the names of steps. */
export const channelWords = {
  email: 'email',
  sms: 'SMS',
  push: 'push',
  in_app: 'app',
} as const satisfies Record<Channel, string>;

/** Tries until it is known what became of a message, or until no try is left. */
export async function handOver(
  step: Step,
  deps: () => SendRunDeps,
  { toSend, send }: HandOver,
): Promise<Told> {
  const name = channelWords[toSend.channel];
  const sent = await step
    .run(`send by ${name}`, () => nudged(deps, sendOnce(send(deps(), toSend))))
    .catch(() => null);
  if (sent !== null) return sent;
  const as = await step.run(`give up on ${name}`, () => nudged(deps, giveUpMessage(deps(), toSend)));
  return { verdict: 'given_up', as };
}

/** One try. What may be tried again is thrown, since that is how the engine learns it, with the moment where one is known. */
async function sendOnce(sending: Promise<Sent>): Promise<TriedOnce> {
  const sent = await sending;
  if (sent.verdict !== 'ask_again') return sent;
  const message = `Not sent yet: ${sent.reason}.`;
  if (sent.at === null) throw new Error(message);
  throw new RetryAfterError(message, new Date(sent.at));
}

/** Whatever became of it, read models have something to see. */
export async function nudged<Result>(deps: () => SendRunDeps, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } finally {
    await deps().nudge();
  }
}
