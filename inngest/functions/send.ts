import { type GetStepTools, type Inngest, RetryAfterError } from 'inngest';
import { notificationRequested } from '#inngest/signals.ts';
import { decideMessage } from '#server/commands/decide-message.ts';
import { type GivenUp, giveUpMessage } from '#server/commands/give-up-message.ts';
import type { MessageToSend } from '#server/commands/load-message.ts';
import { planNotification } from '#server/commands/plan-notification.ts';
import type { SendDeps } from '#server/commands/send-deps.ts';
import { type Sent, sendMessage } from '#server/commands/send-message.ts';
import type { Channel } from '#server/domain/message/report.ts';

/** What a run works with; `nudge` makes read models look, and its failure is nobody's. */
export interface SendRunDeps extends SendDeps {
  readonly nudge: () => Promise<void> | null;
}

/** How often a provider is asked again that puts us off, over some four hours where it does not say when. */
const retries = 10;

const words = { email: 'email', sms: 'SMS', push: 'push', in_app: 'app' } as const satisfies Record<
  Channel,
  string
>;

/**
 * Tells one notification over the first of its channels that may be used. The signal says only which: each step reads the
 * truth again, so runs that are lost, doubled or resumed after days do no harm.
 */
export function defineSendFunction(inngest: Inngest, deps: () => SendRunDeps) {
  return inngest.createFunction(
    {
      id: 'notifications/send',
      triggers: [notificationRequested],
      // Only economy: a second run would find that the first has decided.
      singleton: { key: 'event.data.notificationId', mode: 'skip' },
      concurrency: 20,
      retries,
    },
    async ({ event, step }) => {
      const { notificationId } = event.data;
      const channels = await step.run('what is asked for', () => planNotification(deps(), notificationId));
      for (const channel of channels) {
        const sent = await tell(step, deps, { notificationId, channel, attempt: 0, template: null });
        if (sent.verdict !== 'skip') return { channel, ...sent };
      }
      return { verdict: 'nobody told', channels };
    },
  );
}

type Step = GetStepTools<Inngest>;
type Told = Exclude<Sent, { verdict: 'ask_again' }> | { readonly verdict: 'given_up'; readonly as: GivenUp };

/** Decides and sends, and waits for the end of quiet hours as often as either finds them. */
async function tell(step: Step, deps: () => SendRunDeps, toSend: MessageToSend): Promise<Told> {
  for (;;) {
    const decided = await step.run(`decide: ${words[toSend.channel]}`, () =>
      nudged(deps, decideMessage(deps(), toSend)),
    );
    const told = decided.verdict === 'send' ? await handOver(step, deps, toSend) : decided;
    if (told.verdict !== 'wait') return told;
    await step.sleepUntil('wait for the end of quiet hours', told.until);
  }
}

/** Tries until it is known what became of it, or until no try is left. */
async function handOver(step: Step, deps: () => SendRunDeps, toSend: MessageToSend): Promise<Told> {
  const name = words[toSend.channel];
  const sent = await step
    .run(`send by ${name}`, () => nudged(deps, sendOnce(deps(), toSend)))
    .catch(() => null);
  if (sent !== null) return sent;
  const as = await step.run(`give up on ${name}`, () => nudged(deps, giveUpMessage(deps(), toSend)));
  return { verdict: 'given_up', as };
}

/** One try. What may be tried again is thrown, since that is how the engine learns it, with the moment where one is known. */
async function sendOnce(
  deps: SendRunDeps,
  toSend: MessageToSend,
): Promise<Exclude<Sent, { verdict: 'ask_again' }>> {
  const sent = await sendMessage(deps, toSend);
  if (sent.verdict !== 'ask_again') return sent;
  const message = `Not sent yet: ${sent.reason}.`;
  if (sent.at === null) throw new Error(message);
  throw new RetryAfterError(message, new Date(sent.at));
}

/** Whatever became of it, read models have something to see. */
async function nudged<Result>(deps: () => SendRunDeps, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } finally {
    await deps().nudge();
  }
}
