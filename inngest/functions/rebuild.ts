import { cron } from 'inngest';
import { inngest } from '#inngest/client.ts';
import { rebuildWished } from '#inngest/signals.ts';
import { deps } from '#server/deps.ts';
import { projections } from '#server/projections/registry.ts';
import { readOn, settle, takeUpWishes } from '#server/projections/steer-rebuild.ts';

/** Well below the time a serverless function may run. */
const stepBudgetMs = 30_000;

const sweepEveryMinute = cron('* * * * *');

/**
 * One function per read model: does what people wished of it, and folds it again beside the live rows when they asked,
 * or when this build folds it differently. Live reading goes on meanwhile. After a crash the run goes on where it was;
 * should it be lost, a later one takes over.
 */
export const rebuildFunctions = projections.map((model) =>
  inngest.createFunction(
    {
      id: `rebuild/${model.name}`,
      triggers: [rebuildWished, sweepEveryMinute],
      concurrency: 1,
      retries: 4,
    },
    async ({ step, runId }) => {
      const { status, isMine } = await step.run('what is asked for', () =>
        takeUpWishes(deps(), model, runId),
      );
      if (!isMine) return { status };
      for (let part = 1; ; part += 1) {
        const reading = await step.run(`read on, part ${part}`, () =>
          readOn(deps(), model, runId, { untilMs: performance.now() + stepBudgetMs }),
        );
        if (!reading.isMine) return { status: reading.status };
        if (reading.position >= reading.target)
          return await step.run('compare and swap', () => settle(deps(), model, reading.startedAt));
      }
    },
  ),
);
