import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleReport, sampleUnreadable } from '#server/testing/sample-events.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { problemShape } from './problem.ts';

let api: RestApi;

beforeAll(async () => {
  api = await openRestApi();
  await api.eventStore.append([sampleReport(1, { messageId: 'm-1' }), sampleUnreadable(2)]);
  await api.project();
});

afterAll(() => api.close());

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 1_500 };

const oddTexts = [
  'm-1',
  'sample/unreadable-2',
  'email',
  'delivered',
  '2026-05-03T09:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '99999999999999999999',
  '-1',
  '\0',
  '\ud800',
  '%',
  '%00',
  "'; drop table events; --",
  '__proto__',
  'constructor',
  'x'.repeat(3_000),
];
const text = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
/** As a list would write it, but with whatever somebody might put there. */
const cursor = fc
  .tuple(
    fc.constantFrom('2026-05-03T09:00:00.000Z', '0000-00-00T00:00:00.000Z', '2026-99-99T99:99:99.999Z'),
    text,
  )
  .map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));
/** A number stands for one of the operation's own parameters. */
const query = fc.array(
  fc.record({ name: fc.oneof({ weight: 9, arbitrary: fc.nat(20) }, fc.string()), text, cursor }),
  { maxLength: 3 },
);
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(
    fc.constantFrom(
      ...['channel', 'address', 'addresses', 'preferences', 'pause', 'quietHours', 'id', 'type', 'messageId'],
      ...['occurredAt', 'conversion', 'value', 'dryRun', 'signature', 'replayId', 'why', 'expiresAt'],
    ),
    fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.array(text, { maxLength: 3 })),
  ),
);

/** Escapes cannot be made of half a surrogate pair, so it becomes the mark of what cannot be read. */
function escaped(part: string): string {
  return encodeURIComponent(Buffer.from(part).toString('utf8'));
}

function pathOf(operation: Operation, ids: readonly string[]): string {
  let n = 0;
  return operation.path.replace(/\{\w+\}/g, () => escaped(ids[n++ % ids.length] ?? 'm-1') || 'm-1');
}

interface Pair {
  readonly name: string | number;
  readonly text: string;
  readonly cursor: string;
}

function searchOf(operation: Operation, pairs: readonly Pair[]): string {
  const own = Object.keys(operation.query.shape);
  const said = pairs.map((pair) => {
    const name =
      typeof pair.name === 'string' ? pair.name : (own[pair.name % Math.max(1, own.length)] ?? 'none');
    return `${escaped(name)}=${escaped(name === 'cursor' ? pair.cursor : pair.text)}`;
  });
  return said.join('&');
}

const requests = fc.record({
  id: fc.constantFrom(...operations.map(({ id }) => id)),
  method: fc.constantFrom(null, null, null, null, null, 'GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
  strayPath: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.array(text, { maxLength: 4 })),
  ids: fc.array(text, { minLength: 1, maxLength: 2 }),
  query,
  body: fc.option(
    fc.oneof(
      json.map((value) => JSON.stringify(value)),
      text,
      fc.uint8Array(),
    ),
  ),
  contentType: fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'x'),
});

it('never fails over what a request says: each is answered, or refused with problem details', async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(requests, async ({ id, method, strayPath, ids, query: pairs, body, contentType }) => {
      const operation = operations.find((one) => one.id === id);
      if (operation === undefined) throw new Error('one of the list');
      const path = strayPath === null ? pathOf(operation, ids) : `/${strayPath.map(escaped).join('/')}`;
      const verb = method ?? operation.method;
      const answer = await api.call(verb, `${path}?${searchOf(operation, pairs)}`, {
        ...(verb === 'GET' || body === null ? {} : { body: body as string | Uint8Array }),
        headers: { 'content-type': contentType },
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      expect(answer.status, JSON.stringify(api.told.failures)).toBeLessThan(500);
      if (answer.status >= 400) expect(problemShape.strict().parse(answer.json)).toEqual(answer.json);
    }),
    chance,
  );
  expect(api.told.failures).toEqual([]);
  // It has been to many places, and not only to closed doors.
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 400, 404, 405, 415, 422]));
}, 120_000);

it('folds whatever it took into every read model', async () => {
  await expect(api.project()).resolves.toBeUndefined();
});
