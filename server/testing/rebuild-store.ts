import { openDatabase } from '#db/client.ts';
import { type ReadModelWish, steerReadModel } from '#server/commands/steer-read-model.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import type { ReadModel } from '#server/projections/projection.ts';
import { listReadModels } from '#server/projections/rebuild-queries.ts';
import { projectionByName } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { readOn, settle, takeUpWishes } from '#server/projections/steer-rebuild.ts';
import { createTestDatabase } from './database.ts';
import { sampleReport, sampleSecrets } from './sample-events.ts';

const at = '2026-11-21T09:00:00.000Z';
const events = 300;

/** The registry's read model of this name. Throws when there is none. */
export function readModelOf(name: string): ReadModel {
  const model = projectionByName(name);
  if (model === undefined) throw new Error(`${name} is not in the registry`);
  return model;
}

/** A store of 300 reports on as many messages, read by these read models, of which tests rebuild one. */
export async function openRebuildStore(...models: readonly ReadModel[]) {
  const test = await createTestDatabase();
  const { sql, db, close } = openDatabase(test.url, { max: 15 });
  const eventStore = openEventStore(sql, sampleSecrets);
  const deps = { sql, eventStore };
  await eventStore.append(Array.from({ length: events }, (_, n) => sampleReport(n)));
  for (const model of models) await runProjection(deps, model);
  return {
    sql,
    db,
    adminUrl: test.adminUrl,
    eventStore,
    deps,
    wish: (name: string, wish: ReadModelWish) =>
      steerReadModel({ db, eventStore }, { name, wish, actor: 'user-ada', at }),
    async reportOf(name: string, now = at) {
      const report = (await listReadModels({ db, eventStore }, now)).find((one) => one.name === name);
      if (report === undefined) throw new Error(`${name} is not in the list`);
      return report;
    },
    /** What the Inngest function does, to its end. */
    async run(model: ReadModel, worker = 'run-1') {
      const { status, isMine } = await takeUpWishes(deps, model, worker);
      if (!isMine) return { status };
      const { startedAt } = await readOn(deps, model, worker, { untilMs: Number.POSITIVE_INFINITY });
      return await settle(deps, model, startedAt);
    },
    async close() {
      await close();
      await test.drop();
    },
  };
}

export type RebuildStore = Awaited<ReturnType<typeof openRebuildStore>>;
