import { expect, test } from './fixtures.ts';
import { runDemo } from './run-demo.ts';

const minute = 60_000;

const play = (...args: string[]) => runDemo('escalation', ...args);

/** What was printed about one recipient. */
function storyOf(output: string, recipient: string): string {
  return output.split('\n\n').find((part) => part.trimStart().startsWith(`${recipient} `)) ?? '';
}

// One run after the other: each puts the same policy in force.
test('plays what the name of each recipient promises, and leaves nothing in force', async ({
  installation,
  page,
}) => {
  test.setTimeout(5 * minute);
  const played = await play('--all', '--wait=2s');
  expect(played, played.output).toMatchObject({ code: 0 });

  const unopened = storyOf(played.output, 'unopened');
  const inOrder = ['asked', 'planned', 'delivered', 'waiting 2 s', 'not opened in time', 's  text ', '✓'];
  const places = inOrder.map((words) => unopened.indexOf(words));
  expect(places, unopened).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(storyOf(played.output, 'opened')).toContain('over: the person has opened the mail');
  expect(storyOf(played.output, 'opened')).not.toContain('s  text ');
  expect(storyOf(played.output, 'machine-open')).toContain('opened by a machine, which does not count');
  expect(storyOf(played.output, 'bounce')).toContain('a text message is next: the mail bounced');
  expect(storyOf(played.output, 'bounce')).not.toContain('waiting');
  expect(storyOf(played.output, 'stop')).toContain('no text message: the person wants none at this number');

  await page.goto(/inbox of the person +(\S+)/.exec(unopened)?.[1] ?? 'about:blank');
  await page.getByRole('main').getByRole('button').first().click();
  await expect(page.getByText('Your payment did not go through').first()).toBeVisible();

  const headers = {
    authorization: `Bearer ${await installation.apiKey('policies:read', 'policies:write')}`,
    'content-type': 'application/json',
  };
  const policy = async (id: string, method: string, search = '', body?: unknown) => {
    const said = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${installation.url}/api/v1/policies/${id}${search}`, {
      method,
      headers,
      ...said,
    });
    return await answer.json();
  };
  const { id, status, version, ...said } = await policy('demo-escalation', 'GET');
  expect({ id, status }).toEqual({ id: 'demo-escalation', status: 'retired' });
  const keys = async () => {
    const [row] = await installation.sql<{ wereMade: boolean; working: number }[]>`
      select count(*) > 0 as "wereMade", (count(*) filter (where revoked_at is null))::int as working
      from read_models.api_keys where name = 'npm run demo'`;
    return row;
  };
  await expect.poll(keys).toEqual({ wereMade: true, working: 0 });

  const rival = `another-${Date.now().toString(36)}`;
  const saved = await policy(rival, 'PUT', '', said);
  const refused = await play('--wait=2s');
  await policy(rival, 'DELETE', `?basis=${saved.version}`);
  expect(refused, refused.output).toMatchObject({ code: 1 });
  expect(refused.output).toContain(`The policy ${rival} is for the same and comes first by its name`);
  expect(version).toBeGreaterThan(1);
});

test('says what to type instead', async () => {
  expect(await play('--recipient=softbounce')).toMatchObject({
    code: 1,
    output: expect.stringContaining('one of unopened, opened, machine-open, bounce, stop'),
  });
});
