import { openDatabase } from '#db/client.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { runProjection } from '#server/projections/run.ts';
import { suppressionsProjection } from '#server/projections/suppressions/fold.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { checkSuppressions } from '#server/projections/suppressions/queries.ts';
import { createTestDatabase } from './database.ts';
import { sampleSecrets } from './sample-events.ts';

/** An event store of its own for one test about suppressions, on real Postgres, and what is in force in it. */
export async function openSuppressionStore() {
  const test = await createTestDatabase();
  const { sql, db, close } = openDatabase(test.url);
  const eventStore = openEventStore(sql, sampleSecrets);
  const target = (address: string) => ({
    channel: 'email' as const,
    subjectId: eventStore.subjectIdOf({ kind: 'email', value: address }),
  });
  const project = () => runProjection({ sql, eventStore }, suppressionsProjection);
  return {
    sql,
    db,
    eventStore,
    /** An email address as commands name it. */
    target,
    project,
    /** Why a read model that has caught up says the address is suppressed at that moment, and until when. */
    async reasonsOf(address: string, at: string) {
      await project();
      const rules = await currentSuppressionRules(eventStore);
      const [answer] = await checkSuppressions(db, [target(address)], { at, rules });
      return answer?.suppressions.map(({ reason, expiresAt }) => [reason, expiresAt]);
    },
    async close() {
      await close();
      await test.drop();
    },
  };
}

export type SuppressionStore = Awaited<ReturnType<typeof openSuppressionStore>>;
