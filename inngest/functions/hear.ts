import type { Inngest } from 'inngest';
import { escalationHeard, eventsAppended } from '#inngest/signals.ts';
import { hearReports, rememberHeard } from '#server/commands/hear-reports.ts';
import type { Step } from './hand-over.ts';

export type HearDeps = Parameters<typeof hearReports>[0];

/** How often read models that are behind are waited for, a second each; the sweep finds what was left even then. */
const mostTurns = 5;

/**
 * Tells those who wait when something is reported, a second after it was stored: by then read models know whose it is. It
 * has a position of its own in the store, and moves on only after everybody was told.
 */
export function defineHearFunction(inngest: Inngest, deps: () => HearDeps) {
  return inngest.createFunction(
    {
      id: 'escalations/hear',
      triggers: [eventsAppended],
      debounce: { period: '1s', timeout: '1s' },
      concurrency: 1,
      retries: 4,
    },
    async ({ step }) => ({ told: await tellThoseWhoWait(step, deps) }),
  );
}

/**
 * Tells everybody something was reported for, and again after one second and after some: whoever was looking the first time
 * was not waiting yet, and may have looked too early. Answers how many were told.
 */
export async function tellThoseWhoWait(step: Step, deps: () => HearDeps): Promise<number> {
  const told = new Set<string>();
  let toldJustNow: readonly string[] = [];
  for (let turn = 1; ; turn += 1) {
    const heard = await step.run('what was heard', () => hearReports(deps()));
    await tell(step, 'tell those who wait', [...new Set([...toldJustNow, ...heard.notificationIds])]);
    if (heard.notificationIds.length > 0) {
      await step.run('remember how far', () => rememberHeard(deps(), heard.upTo));
    }
    toldJustNow = heard.notificationIds;
    for (const id of toldJustNow) told.add(id);
    if (heard.isDone || turn === mostTurns) break;
    await step.sleep('let read models catch up', '1s');
  }
  if (toldJustNow.length > 0) {
    await step.sleep('let those who were looking wait', '1s');
    await tell(step, 'tell them once more', toldJustNow);
  }
  if (told.size > 0) {
    await step.sleep('let those who look slowly wait', '4s');
    await tell(step, 'tell them for the last time', [...told]);
  }
  return told.size;
}

async function tell(step: Step, name: string, notificationIds: readonly string[]): Promise<void> {
  if (notificationIds.length === 0) return;
  await step.sendEvent(
    name,
    notificationIds.map((notificationId) => escalationHeard.create({ notificationId })),
  );
}
