import { expect, test } from 'vitest';
import { eventsPerBatch, reportsOf } from './traffic.ts';

const since = '2026-11-21T08:00:00.000Z';

test('a batch holds a thousand reports of several kinds on four hundred recipients', () => {
  const batch = reportsOf('batch', 3, since);
  expect(batch).toHaveLength(eventsPerBatch);
  expect(new Set(batch.map(({ recipient }) => recipient)).size).toBe(400);
  expect(new Set(batch.map(({ providerMessageId }) => providerMessageId)).size).toBe(400);
  expect(new Set(batch.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(7);
});

test('no report comes twice, within a request or in another', () => {
  const reports = [0, 1].flatMap((number) => reportsOf('batch', number, since));
  const singles = Array.from({ length: 600 }, (_, number) => reportsOf('single', number, since)).flat();
  const said = [...reports, ...singles].map(({ providerMessageId, kind }) => `${providerMessageId} ${kind}`);
  expect(singles).toHaveLength(600);
  expect(new Set(said).size).toBe(said.length);
});

test('the same request says the same again, so that what was acknowledged can be told from its number', () => {
  expect(reportsOf('batch', 7, since)).toEqual(reportsOf('batch', 7, since));
  expect(reportsOf('single', 260, since)).toEqual(reportsOf('single', 260, since));
});
