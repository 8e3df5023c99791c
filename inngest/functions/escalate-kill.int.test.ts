import { afterEach, beforeEach, expect, it } from 'vitest';
import { lookAtEscalation } from '#server/commands/look-at-escalation.ts';
import { settleEscalation } from '#server/commands/settle-escalation.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import type { Judged } from '#server/testing/escalation-verdict.ts';
import { openKillRun } from '#server/testing/kill-run.ts';
import { sampleSecrets } from '#server/testing/sample-events.ts';

const kills = 5;
const patienceMs = 60_000;

let database: TestDatabase;
let run: Awaited<ReturnType<typeof openKillRun>>;
beforeEach(async () => {
  database = await createTestDatabase();
  const databases = { app: database.url, engine: database.adminUrl };
  const plan = { databases, secrets: sampleSecrets, seed: 'int', kills, eachKill: 6, inHandEvery: 4 };
  run = await openKillRun(plan);
});
afterEach(async () => {
  await run.close();
  await database.drop();
});

it('sends no second SMS, and leaves to a person what it cannot know, whoever is killed', {
  timeout: 300_000,
}, async () => {
  const killed = await run.killAll();
  const isSent = ({ end }: Judged) => end === 'sent';
  /** The carrier has it, and whoever asked died before they could say so. */
  const isLost = ({ end, taken }: Judged) => end === 'answer_lost' && taken === 1;
  // Whoever was interrupted is tried again after a while, which the bench waits for.
  const judged = await run.judgeUntil((all) => all.some(isSent) && all.some(isLost), patienceMs);

  expect(killed).toHaveLength(kills);
  expect(judged.flatMap(({ faults }) => faults)).toEqual([]);
  const lost = judged.filter(isLost);
  expect([judged.some(isSent), lost.length > 0]).toEqual([true, true]);

  const texts = new Map(run.carrier.texts);
  await run.lookLater(judged);
  const later = await run.judgeAll();
  expect(run.carrier.texts).toEqual(texts);
  expect(later.flatMap(({ faults }) => faults)).toEqual([]);
  for (const { notificationId } of lost) {
    const answer = {
      notificationId,
      step: 0,
      outcome: 'sent',
      actor: 'agent-1',
      at: run.deps.now(),
    } as const;
    await settleEscalation(run.deps, answer);
    expect(await lookAtEscalation(run.deps, notificationId)).toEqual({ next: 'over', status: 'ended' });
  }
  expect(run.carrier.texts).toEqual(texts);
});
