import { cron } from 'inngest';
import { deps } from '#server/deps.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { inngest } from '#inngest/client.ts';
import { eventsAppended } from '#inngest/signals.ts';

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
    () => runProjection(deps(), projection),
  ),
);
