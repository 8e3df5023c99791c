import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestBench, TEST_START_MS, type TestBench } from '#inngest/embedded/testing.ts';
import { changeSunsetPolicy } from '#server/commands/change-sunset-policy.ts';
import { defaultSunsetPolicy } from '#server/domain/sunset/policy.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { mailTo } from '#server/testing/silent-mailbox.ts';
import { defineSendFunction } from './send.ts';
import { defineSunsetFunction } from './sunset.ts';

const dayMs = 86_400_000;
let sending: Sending;
let bench: TestBench;

beforeEach(async () => {
  sending = await openSending({
    get ms() {
      return bench?.clock.now() ?? TEST_START_MS;
    },
  });
  const { db, deps } = sending;
  bench = await startTestBench(sending.adminUrl, (inngest) => [
    defineSunsetFunction(inngest, () => ({ ...deps, db, nudge: () => null })),
    defineSendFunction(inngest, () => ({ ...deps, nudge: () => null })),
  ]);
  const times = [400, 300, 200, 100, 20].map((day) => TEST_START_MS - day * dayMs);
  await sending.eventStore.append(['ada', 'ben'].flatMap((name) => mailTo(`${name}@example.com`, times)));
});

afterEach(async () => {
  await bench.close();
  await sending.close();
});

async function days(n: number): Promise<void> {
  for (let day = 0; day < n; day += 1) {
    await sending.project();
    await bench.advance(dayMs);
  }
  await sending.project();
}
const standing = () =>
  sending.sql`select status, count(*)::int as n from read_models.sunsets group by status order by status`;

it('asks silent addresses by itself, once, and ends marketing where nobody answers', async () => {
  await days(1);
  expect(sending.providers.email.sent).toEqual([]);
  await changeSunsetPolicy(
    sending,
    { policy: { ...defaultSunsetPolicy, enabled: true, graceDays: 2 }, basis: 0 },
    { actor: 'admin-1', at: sending.deps.now() },
  );
  await days(1);
  expect(sending.providers.email.sent.map(({ to }) => to).sort()).toEqual([
    'ada@example.com',
    'ben@example.com',
  ]);
  expect(await standing()).toMatchObject([{ status: 'asked', n: 2 }]);
  await days(3);
  expect(sending.providers.email.sent).toHaveLength(2);
  expect(await standing()).toMatchObject([{ status: 'ended', n: 2 }]);
  const out = await sending.sql`select 1 from events where type = 'SuppressionAdded'`;
  expect(out).toHaveLength(2);
});
