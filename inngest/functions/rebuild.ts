import { inngest } from '#inngest/client.ts';
import { readModelOutdated } from '#inngest/signals.ts';
import { deps } from '#server/deps.ts';
import { advanceRebuild, beginRebuild, isOutdated, settleRebuild } from '#server/projections/rebuild.ts';
import { projections } from '#server/projections/registry.ts';

/** Well below the time a serverless function may run. */
const stepBudgetMs = 30_000;

/**
 * Folds a read model again from the start, beside the live one, when this build folds it differently.
 * Live reading goes on meanwhile. The new rows differ, or nobody would have raised the version, so they are accepted.
 */
export const rebuildFunctions = projections.map((model) =>
  inngest.createFunction(
    { id: `rebuild/${model.name}`, triggers: [readModelOutdated], concurrency: 1, retries: 4 },
    async ({ step }) => {
      if (!(await step.run('is it outdated', () => isOutdated(deps(), model)))) return { rebuilt: false };
      await step.run('begin beside the live one', () => beginRebuild(deps(), model));
      for (let part = 1; ; part += 1) {
        const { position, target } = await step.run(`read on, part ${part}`, () =>
          advanceRebuild(deps(), model, { untilMs: performance.now() + stepBudgetMs }),
        );
        if (position >= target) break;
      }
      const { comparisons } = await step.run('compare and swap', () =>
        settleRebuild(deps(), model, () => true),
      );
      return { rebuilt: true, comparisons };
    },
  ),
);
