import { cron } from 'inngest';
import { inngest } from '#inngest/client.ts';
import { replayRequested } from '#inngest/signals.ts';
import { finishReplay, listReplays, replayPage } from '#server/commands/run-replay.ts';
import { deps } from '#server/deps.ts';

const sweepEveryFiveMinutes = cron('*/5 * * * *');

/** Reads dead letters again that somebody asked for, a page a step, so that it goes on where a crash stopped it. */
export const replayFunction = inngest.createFunction(
  {
    id: 'dead-letters/replay',
    triggers: [replayRequested, sweepEveryFiveMinutes],
    concurrency: 1,
    retries: 4,
  },
  async ({ step }) => {
    const open = await step.run('what was asked for', async () =>
      (await listReplays(deps())).filter(({ totals }) => totals === null),
    );
    for (const replay of open) {
      let after = '';
      const totals = { read: 0, unreadable: 0, skipped: 0 };
      for (let page = 1; ; page += 1) {
        const played = await step.run(`${replay.replayId}, page ${page}`, async () => {
          const result = await replayPage(deps(), replay, after);
          // Who watches the progress sees it in a read model, which would otherwise wait for its sweep.
          await deps().nudge();
          return result;
        });
        totals.read += played.totals.read;
        totals.unreadable += played.totals.unreadable;
        totals.skipped += played.totals.skipped;
        if (played.next === null) break;
        after = played.next;
      }
      await step.run(`${replay.replayId}, finish`, () => finishReplay(deps(), replay, totals));
    }
    return { replays: open.length };
  },
);
