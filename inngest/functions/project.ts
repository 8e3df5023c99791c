import { cron } from 'inngest';
import { inngest } from '#inngest/client.ts';
import { eventsAppended, signalEventsAppended } from '#inngest/signals.ts';
import { deps } from '#server/deps.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjections } from '#server/projections/run-projections.ts';

/** Well below the time a serverless function may run. */
const budgetMs = 30_000;

const sweepEveryMinute = cron('* * * * *');

/**
 * Brings all read models up to date when told to look, and every minute in case nobody told: together, because what
 * costs most is to read and to open the events. One at a time is only economy: a second run would wait for the
 * checkpoints' rows and find nothing left.
 */
export const projectFunction = inngest.createFunction(
  {
    id: 'project/read-models',
    triggers: [eventsAppended, sweepEveryMinute],
    concurrency: 1,
    retries: 4,
  },
  async () => {
    const { events, isDone } = await runProjections(deps(), projections, {
      untilMs: performance.now() + budgetMs,
    });
    // Not as a step, which would run all this once more.
    if (!isDone) await signalEventsAppended();
    return { events, isDone };
  },
);
