import { cron } from 'inngest';
import { inngest } from '#inngest/client.ts';
import { eventsAppended, readModelOutdated } from '#inngest/signals.ts';
import { deps } from '#server/deps.ts';
import { isOutdated } from '#server/projections/rebuild.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';

const sweepEveryMinute = cron('* * * * *');

/**
 * One function per read model: reads on when told to look, and every minute in case nobody told.
 * One at a time is only economy: a second run would wait for the checkpoint's row and find nothing left.
 */
export const projectFunctions = projections.map((projection) =>
  inngest.createFunction(
    {
      id: `project/${projection.name}`,
      triggers: [eventsAppended, sweepEveryMinute],
      concurrency: 1,
      retries: 4,
    },
    async ({ event, step }) => {
      // Looking every minute is often enough: a version changes only with a deployment.
      const isSweep = event.name === 'inngest/scheduled.timer';
      if (isSweep && (await isOutdated(deps(), projection))) {
        await step.sendEvent('ask for a rebuild', readModelOutdated.create({}));
      }
      return await runProjection(deps(), projection);
    },
  ),
);
