import { cron, type Inngest } from 'inngest';
import { escalationDecided, escalationPlanned } from '#inngest/signals.ts';
import { lookAtOverdue } from '#server/commands/look-at-overdue.ts';
import { overdueEscalations } from '#server/commands/overdue-escalations.ts';
import { nudged, type SendRunDeps, type Step } from './hand-over.ts';
import { type HearDeps, tellThoseWhoWait } from './hear.ts';

const everyMinute = cron('* * * * *');

type SweepDeps = SendRunDeps & HearDeps & Parameters<typeof overdueEscalations>[0];

/**
 * Finds escalations whose time has come and nobody did anything, and reports that nobody was told of. It looks itself, because
 * a run that failed may be waiting for hours before it tries again, and as long as it does no other run of it begins.
 */
export function defineEscalationsSweep(inngest: Inngest, deps: () => SweepDeps) {
  return inngest.createFunction(
    { id: 'escalations/sweep', triggers: [everyMinute], concurrency: 1, retries: 2 },
    async ({ step }) => {
      let overdue = 0;
      let after: string | null = null;
      do {
        const page = await watchPage(step, deps, after);
        overdue += page.found;
        after = page.next;
      } while (after !== null);
      return { overdue, told: await tellThoseWhoWait(step, deps) };
    },
  );
}

async function watchPage(
  step: Step,
  deps: () => SweepDeps,
  after: string | null,
): Promise<{ found: number; next: string | null }> {
  const { notificationIds, next } = await step.run('whose time has come', () =>
    overdueEscalations(deps(), after),
  );
  if (notificationIds.length === 0) return { found: 0, next };
  const { waiting, toHandOver } = await step.run('look at them', () =>
    nudged(deps, lookAtOverdue(deps(), notificationIds)),
  );
  if (toHandOver.length > 0) {
    await step.sendEvent(
      'have sent what was decided',
      toHandOver.map((notificationId) => escalationDecided.create({ notificationId })),
    );
  }
  if (waiting.length > 0) {
    await step.sendEvent(
      'have them watched',
      waiting.map((notificationId) => escalationPlanned.create({ notificationId })),
    );
  }
  return { found: notificationIds.length, next };
}
