import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { dayMs } from '#server/local/demo/beats.ts';
import { type Delivery, tellDay } from '#server/local/demo/day.ts';
import { tellerOf } from '#server/local/demo/tellers.ts';
import { providers } from '#server/providers/registry.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { root, runDemo } from './run-demo.ts';

const minute = 60_000;

async function dayOf(seed: string, untilMs: number): Promise<readonly Delivery[]> {
  const tellers = await Promise.all(providers.map(tellerOf));
  const minutesEast = -new Date(untilMs).getTimezoneOffset();
  return [...tellDay({ seed, messages: 200, fromMs: untilMs - dayMs, untilMs, minutesEast, tellers })];
}

/** Rows that speak of these messages, by the provider's ids: other tests write at the same time. */
async function countsOf({ sql }: Installation, ids: readonly string[]) {
  const [row] = await sql<{ events: number; messages: number }[]>`
    select
      (select count(*)::int from events where data->>'providerMessageId' = any(${ids})) as events,
      (select count(*)::int from read_models.messages where provider_message_id = any(${ids})) as messages`;
  return row;
}

test('plays 200 messages that are all there in the end, once each, and refuses what is forged', async ({
  installation,
}) => {
  test.setTimeout(3 * minute);
  const untilMs = Math.floor(Date.now() / 1000) * 1000;
  const seed = `e2e ${untilMs}`;
  const day = await dayOf(seed, untilMs);
  const first = day.filter(({ again }) => !again);
  const reports = first.flatMap(({ content }) => (content.what === 'reports' ? content.reports : []));
  const replies = first.flatMap(({ content }) => (content.what === 'replies' ? content.replies : []));
  const ids = [...new Set([...reports, ...replies].map(({ providerMessageId }) => providerMessageId))];
  const false_ = day.filter(({ content }) => content.what === 'forged' || content.what === 'stale');
  const refusedIds = false_.flatMap(({ content }) => ('reports' in content ? content.reports : []));
  const refusals = async () => {
    const [row] = await installation.sql<{ n: number }[]>`
      select coalesce(sum(count), 0)::int as n from refused_webhooks`;
    return row?.n ?? 0;
  };
  const unread = async () => {
    const [row] = await installation.sql<
      { n: number }[]
    >`select count(*)::int as n from read_models.dead_letters`;
    return row?.n ?? 0;
  };
  const before = { refused: await refusals(), unread: await unread() };
  const options = ['--messages=200', `--seed=${seed}`, `--until=${new Date(untilMs).toISOString()}`];

  const played = await runDemo(...options);
  expect(played).toMatchObject({ code: 0 });
  expect(played.output).toContain('200 messages.');
  const messages = new Set(reports.map(({ providerMessageId }) => providerMessageId)).size;
  expect(messages).toBeGreaterThan(180);
  const expected = { events: reports.length + replies.length, messages };
  await expect.poll(() => countsOf(installation, ids), { timeout: minute }).toEqual(expected);
  const believed = await countsOf(
    installation,
    refusedIds.map(({ providerMessageId }) => providerMessageId),
  );
  expect(believed).toEqual({ events: 0, messages: 0 });
  await expect.poll(refusals).toBeGreaterThanOrEqual(before.refused + false_.length);
  const unknown = first.filter(({ content }) => content.what === 'unknown').length;
  await expect.poll(unread).toBeGreaterThanOrEqual(before.unread + unknown);

  const again = await runDemo(...options);
  expect(again).toMatchObject({ code: 0 });
  expect(again.output).toMatch(/messages\. 0 events are new/);
  expect(await countsOf(installation, ids)).toEqual(expected);
});

test('says what to do when nothing runs here, and when nobody has that name', async () => {
  const { EARSHOT_DATA_DIR: _, ...env } = process.env;
  const nowhere = await promisify(execFile)(
    process.execPath,
    ['server/local/bootstrap.mjs', 'demo', '--messages=1'],
    { cwd: root, env: { ...env, EARSHOT_DATA_DIR: path.join(root, '.earshot/nobody-runs-here') } },
  ).catch((error) => error);
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('Start it with npm start') });
  const stranger = await runDemo('--providers=carrier-pigeon');
  expect(stranger).toMatchObject({
    code: 1,
    output: expect.stringContaining('no provider "carrier-pigeon"'),
  });
});
