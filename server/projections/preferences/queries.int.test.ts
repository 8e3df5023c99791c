import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import type { EventRef } from '#server/domain/event-id.ts';
import { type PreferenceEvent, preferencesStream } from '#server/domain/preference/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { advanceRebuild, beginRebuild, settleRebuild } from '#server/projections/rebuild.ts';
import { runProjection } from '#server/projections/run.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { sampleFact, sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { preferencesProjection } from './fold.ts';
import { preferenceChangesOfPerson, preferencesOfPerson } from './queries.ts';

let test: TestDatabase;
let database: Database;
let eventStore: EventStore;

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const night = { start: '22:00', end: '07:00', timeZone: 'Europe/Berlin' };

const said = (n: number, event: PreferenceEvent) =>
  sampleFact(n, { stream: preferencesStream(event.data.userId), ...event });
const wish = (n: number, userId: string, enabled: boolean) =>
  said(n, {
    type: 'PreferenceChanged',
    data: { userId, category: 'product', channel: 'email', enabled },
    personal: null,
  });

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.url);
  eventStore = openEventStore(database.sql, sampleSecrets);
  const sameMoment = { ...wish(9, 'ada', false), occurredAt: at(2) };
  await eventStore.append([
    sampleReport(1_000),
    wish(1, 'ada', false),
    wish(2, 'ada', true),
    said(3, { type: 'AllPaused', data: { userId: 'ada', until: at(100) }, personal: null }),
    said(4, { type: 'AllResumed', data: { userId: 'ada' }, personal: null }),
    said(5, { type: 'QuietHoursChanged', data: { userId: 'ada', quietHours: night }, personal: null }),
    wish(6, 'ben', false),
    sameMoment,
  ]);
  await project();
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const project = () => runProjection({ sql: database.sql, eventStore }, preferencesProjection);

describe('preferencesOfPerson', () => {
  it('gives what the person wishes, each with the event that said so', async () => {
    expect(await preferencesOfPerson(database.db, 'ada')).toStrictEqual({
      userId: 'ada',
      wishes: {
        'product/email': {
          at: at(2),
          id: 'api/fact-9',
          category: 'product',
          channel: 'email',
          enabled: false,
        },
      },
      pause: { at: at(4), id: 'api/fact-4', paused: false, until: null },
      quietHours: { at: at(5), id: 'api/fact-5', hours: night },
    });
  });

  it('leaves open what was never wished, and knows nothing of others', async () => {
    expect(await preferencesOfPerson(database.db, 'ben')).toMatchObject({ pause: null, quietHours: null });
    expect(await preferencesOfPerson(database.db, 'nobody')).toBeNull();
  });

  it('takes in a late wish without forgetting the newer one', async () => {
    await eventStore.append([{ ...wish(20, 'ben', true), occurredAt: at(5) }]);
    await project();
    const ben = await preferencesOfPerson(database.db, 'ben');
    expect(ben?.wishes).toMatchObject({ 'product/email': { enabled: false, id: 'api/fact-6' } });
  });
});

describe('preferenceChangesOfPerson', () => {
  it('tells every change once, the newest first, on pages of any size', async () => {
    for (const limit of [1, 2, 5, 6, 7]) {
      const found: string[] = [];
      let before: EventRef | null = null;
      do {
        const page = await preferenceChangesOfPerson(eventStore, 'ada', { before, limit });
        expect(page.changes.length).toBeGreaterThan(0);
        expect(page.changes.length).toBeLessThanOrEqual(limit);
        found.push(...page.changes.map(({ id }) => id));
        before = page.nextBefore;
      } while (before !== null);
      expect(found).toEqual([5, 4, 3, 9, 2, 1].map((n) => `api/fact-${n}`));
    }
  });

  it('tells what was changed and by whom', async () => {
    const page = await preferenceChangesOfPerson(eventStore, 'ada', { before: null, limit: 1 });
    expect(page.changes).toStrictEqual([
      {
        at: at(5),
        id: 'api/fact-5',
        change: { type: 'QuietHoursChanged', data: { userId: 'ada', quietHours: night } },
        actor: 'user-7',
        source: 'api',
      },
    ]);
  });

  it('is empty for somebody who never wished anything', async () => {
    expect(await preferenceChangesOfPerson(eventStore, 'nobody', { before: null, limit: 5 })).toEqual({
      changes: [],
      nextBefore: null,
    });
  });
});

it('gives the same rows in a rebuild, after somebody was erased', async () => {
  const subjectId = eventStore.subjectIdOf({ kind: 'email', value: 'person-1000@example.com' });
  await eventStore.eraseSubject(subjectId, { actor: 'admin', reason: 'asked for', at: at(5_000) });
  await project();
  const deps = { sql: database.sql, eventStore };
  await beginRebuild(deps, preferencesProjection);
  await advanceRebuild(deps, preferencesProjection, { untilMs: Number.POSITIVE_INFINITY });
  const { comparisons } = await settleRebuild(deps, preferencesProjection, () => false);
  expect(comparisons).toMatchObject([{ table: 'preferences', liveRows: 2, nextRows: 2, equal: true }]);
});
