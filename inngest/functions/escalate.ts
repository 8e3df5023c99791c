import type { Inngest } from 'inngest';
import { escalationHeard, escalationPlanned } from '#inngest/signals.ts';
import { type Looked, lookAtEscalation, type Question } from '#server/commands/look-at-escalation.ts';
import { sendStep } from '#server/commands/send-step.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import { handOver, nudged, type SendRunDeps, type Step } from './hand-over.ts';

const retries = 10;
/** More news than of any message that people and machines leave alone; from then on only the time counts. */
const mostHeard = 200;
/** Engines round waits, each in its own way, to whole seconds. */
const secondMs = 1_000;

const questions = {
  not_opened: 'not opened?',
  not_delivered: 'not delivered?',
  bounced: 'bounced?',
  'what became of it': 'what became of it?',
} as const satisfies Record<Question, string>;

/**
 * Watches one notification until it was seen or nothing is left to do. The signals say only which: every look reads the
 * truth again, so runs that are lost, doubled or resumed after days do no harm. What is heard while nobody watches starts
 * a run as well.
 */
export function defineEscalateFunction(inngest: Inngest, deps: () => SendRunDeps) {
  return inngest.createFunction(
    {
      id: 'escalations/watch',
      triggers: [escalationPlanned, escalationHeard],
      // Only economy: of two runs that decide at once, the store takes one decision.
      singleton: { key: 'event.data.notificationId', mode: 'skip' },
      concurrency: 20,
      retries,
    },
    async ({ event, step }) => {
      const { notificationId } = event.data;
      let question = 'how does it stand?';
      for (let turn = 1; ; turn += 1) {
        const looked = await step.run(`look: ${question}`, () =>
          nudged(deps, lookAtEscalation(deps(), notificationId)),
        );
        if (looked.next === 'over') return { status: looked.status };
        question = await goOn(step, deps, looked, turn <= mostHeard);
      }
    },
  );
}

/** Does what a look left to do, and answers what to ask the next. */
async function goOn(
  step: Step,
  deps: () => SendRunDeps,
  looked: Exclude<Looked, { next: 'over' }>,
  listens: boolean,
): Promise<string> {
  if (looked.next === 'wait') {
    await waitUntil(step, looked.until, clockText(looked.until, looked.at), listens);
    return questions[looked.question];
  }
  const told = await handOver(step, deps, { toSend: looked.toSend, send: sendStep });
  if (told.verdict === 'wait') await waitUntil(step, told.until, 'the end of quiet hours', listens);
  return questions['what became of it'];
}

/** A signal that comes before the wait is there is missed, so whoever sends them repeats each after a while. */
async function waitUntil(step: Step, until: Instant, name: string, listens: boolean): Promise<void> {
  const timeout = new Date(Math.ceil(msFromInstant(until) / secondMs) * secondMs);
  if (!listens) return await step.sleepUntil(`wait until ${name}`, timeout);
  await step.waitForEvent(`wait until ${name} unless something is heard`, {
    event: escalationHeard,
    if: 'event.data.notificationId == async.data.notificationId',
    timeout,
  });
}

/** The time of day, with the day where that is another; UTC, as dashboards of engines have it. */
function clockText(until: Instant, from: Instant): string {
  const [day = '', time = ''] = instantFromMs(msFromInstant(until)).slice(0, 16).split('T');
  return from.startsWith(day) ? time : `${day} ${time}`;
}
