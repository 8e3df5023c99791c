import type { Inngest } from 'inngest';
import { escalationPlanned, notificationRequested } from '#inngest/signals.ts';
import { decideMessage } from '#server/commands/decide-message.ts';
import type { MessageToSend } from '#server/commands/load-message.ts';
import { planEscalation } from '#server/commands/plan-escalation.ts';
import { planNotification } from '#server/commands/plan-notification.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { channelWords, handOver, nudged, type SendRunDeps, type Step, type Told } from './hand-over.ts';

/** How often a provider is asked again that puts us off, over some four hours where it does not say when. */
const retries = 10;

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
      // Before anything is sent, so that no answer can come before somebody waits for it.
      const { policyId } = await step.run('plan how it is told again', () =>
        planEscalation(deps(), notificationId),
      );
      if (policyId !== null) {
        await step.sendEvent('have it watched', escalationPlanned.create({ notificationId }));
      }
      for (const channel of channels) {
        const sent = await tell(step, deps, { notificationId, channel, attempt: 0, template: null });
        if (sent.verdict !== 'skip') return { channel, ...sent };
      }
      return { verdict: 'nobody told', channels };
    },
  );
}

/** Decides and sends, and waits for the end of quiet hours as often as either finds them. */
async function tell(step: Step, deps: () => SendRunDeps, toSend: MessageToSend): Promise<Told> {
  for (;;) {
    const decided = await step.run(`decide: ${channelWords[toSend.channel]}`, () =>
      nudged(deps, decideMessage(deps(), toSend)),
    );
    const told =
      decided.verdict === 'send' ? await handOver(step, deps, { toSend, send: sendMessage }) : decided;
    if (told.verdict !== 'wait') return told;
    await step.sleepUntil('wait for the end of quiet hours', told.until);
  }
}
