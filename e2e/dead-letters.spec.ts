import type { Page } from '@playwright/test';
import { providers } from '#server/providers/registry.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

const provider = providers.find(({ signs }) => signs === 'bytes');
if (!provider) throw new Error('some provider signs its bytes');

const instantOf = (ms: number) => new Date(ms).toISOString();
const endpoint = ({ url }: Installation) => `${url}/api/webhooks/${provider.id}`;

/** Posts these bytes as the provider would; `secret` is its own unless a forger's is given. */
async function post(installation: Installation, body: string, secret?: string): Promise<number> {
  const signed = provider?.rehearsal.sign(Buffer.from(body), {
    secret: secret ?? installation.secrets.rehearsals[provider.id]?.secret ?? '',
    signedAt: instantOf(Date.now()),
    url: endpoint(installation),
  });
  if (!signed) throw new Error('a provider signs');
  const { status } = await fetch(endpoint(installation), {
    method: 'POST',
    headers: { ...signed.headers },
    body: new Uint8Array(signed.body),
  });
  return status;
}

/** A group of its own for one test: no other letter fails in this way. */
async function leaveUnread(installation: Installation, name: string, count: number) {
  const now = Date.now();
  const failure = `${name}_${now}: invalid_format`;
  const messageIds = Array.from({ length: count }, (_, n) => `${name}-${now}-${n}`);
  const kind = provider?.rehearsal.kinds[0] ?? 'accepted';
  const reports = messageIds.map((messageId, n) => ({
    kind,
    at: instantOf(now - (count - n) * 1000),
    recipient: `${messageId}@example.com`,
    providerMessageId: `pm-${messageId}`,
    messageId,
  }));
  await installation.leaveUnread(provider?.id ?? '', reports, failure);
  // Whatever comes next has the engine look.
  const next = {
    kind,
    at: instantOf(now),
    recipient: `${name}@example.com`,
    providerMessageId: `next-${name}-${now}`,
  };
  await installation.report(provider?.id ?? '', [next]);
  return { failure, messageIds };
}

const lettersOf = (page: Page) => page.getByRole('region', { name: 'Letters' }).getByRole('link');

async function openGroup(page: Page, failure: string): Promise<void> {
  await page.goto('/admin/dead-letters');
  await page.getByRole('row').filter({ hasText: failure }).getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Read them again' })).toBeVisible();
}

test('an unknown event type appears in the open list, and a dry run says that it still cannot be read', async ({
  page,
  installation,
  signIn,
}) => {
  const event = `hologram-${Date.now()}`;
  await signIn('admin@example.com');
  expect(await post(installation, JSON.stringify({ event }))).toBe(200);
  const letter = page.getByRole('region', { name: 'Letter', exact: true });
  // Other tests may leave letters in the same group, or in one like it, at the same time.
  await expect(async () => {
    await page.goto('/admin/dead-letters');
    const row = page
      .getByRole('row')
      .filter({ hasText: provider.name })
      .filter({ hasText: 'Unknown event type' });
    await row.first().getByRole('link').click();
    await expect(lettersOf(page).first()).toBeVisible();
    for (const link of (await lettersOf(page).all()).slice(0, 5)) {
      await link.click();
      await expect(letter.getByText('What was received')).toBeVisible();
      if ((await letter.textContent())?.includes(event)) return;
    }
    throw new Error('none of the newest letters is ours');
  }).toPass();
  await letter.getByRole('button', { name: 'Dry run' }).click();
  await expect(letter).toContainText('It still cannot be read: Unknown event type');
  await expect(letter).toContainText('Not tried again yet');
});

test('a letter appears without a reload, is replayed, and leads to the message that it became, and back', async ({
  page,
  installation,
  signIn,
}) => {
  await signIn('admin@example.com');
  await page.goto('/admin/dead-letters');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const { failure, messageIds } = await leaveUnread(installation, 'single', 1);
  await page.getByRole('row').filter({ hasText: failure }).getByRole('link').click();
  const letter = page.getByRole('region', { name: 'Letter', exact: true });
  await letter.getByRole('button', { name: 'Replay this letter' }).click();
  await expect(letter).toContainText('It was read, and became');
  await expect(letter).toContainText('Recovered');
  await letter.getByRole('link', { name: `Message ${messageIds[0]}` }).click();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('link', { name: 'Recovered from a dead letter' }).click();
  await expect(page.getByRole('region', { name: 'Letter', exact: true })).toContainText(`${messageIds[0]}`);
});

test('a group is judged by a dry run, replayed, and told of letter by letter on coming back', async ({
  page,
  installation,
  signIn,
}) => {
  const { failure } = await leaveUnread(installation, 'group', 7);
  await signIn('admin@example.com');
  await openGroup(page, failure);
  const panel = page.getByRole('region', { name: 'Read them again' });
  await expect(panel.getByRole('button', { name: /^Replay/ })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Dry run' }).click();
  await expect(panel).toContainText('7 can be read now');
  await panel.getByRole('button', { name: 'Replay 7 letters' }).click();
  await expect(panel.getByRole('heading')).toBeFocused();
  // Whoever leaves finds it again.
  const address = page.url();
  await page.goto('/admin/messages');
  await page.goto(address);
  await expect(panel).toContainText('7 recovered');
  await panel.getByRole('link', { name: 'Result for each letter' }).click();
  await expect(page.getByRole('region', { name: 'Each letter' }).getByRole('listitem')).toHaveCount(7);
  await page.goto('/admin/dead-letters?state=recovered');
  await expect(page.getByRole('row').filter({ hasText: failure })).toContainText('none open');
});

test('support sees that there are letters, but neither what was received nor a button', async ({
  page,
  installation,
  signIn,
}) => {
  const { failure, messageIds } = await leaveUnread(installation, 'masked', 1);
  await signIn('support@example.com');
  await page.goto('/admin/dead-letters');
  await page.getByRole('row').filter({ hasText: failure }).getByRole('link').click();
  const letter = page.getByRole('region', { name: 'Letter', exact: true });
  await expect(letter).toContainText('the support role does not see it');
  await expect(page.getByRole('main').getByRole('button', { name: /Dry run|Replay/ })).toHaveCount(0);
  await expect(page.getByRole('main')).not.toContainText(`${messageIds[0]}@example.com`);
});

test('a forged request appears among the refused webhooks, with what to do and without what was sent', async ({
  page,
  installation,
  signIn,
}) => {
  await signIn('admin@example.com');
  await page.goto(`/admin/refused-webhooks?provider=${provider.id}`);
  const forged = JSON.stringify([{ event: 'bounce', email: 'forged@example.com' }]);
  expect([401, 403]).toContain(await post(installation, forged, provider.rehearsal.credentials().secret));
  const row = page.getByRole('row').filter({ hasText: 'The signature did not match' }).first();
  await expect(row).toContainText(provider.name);
  await expect(row).toContainText('Compare the key');
  await expect(page.getByRole('main')).not.toContainText('forged@example.com');
});

test('neither screen has an axe violation or scrolls sideways', async ({ page, installation, signIn }) => {
  const { failure } = await leaveUnread(installation, 'axe', 2);
  await post(installation, '[]', provider.rehearsal.credentials().secret);
  await signIn('admin@example.com');
  const check = async (state: string) => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectFine(page, state);
  };
  await page.goto('/admin/refused-webhooks');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await check('refused webhooks');
  await openGroup(page, failure);
  await lettersOf(page).first().click();
  await page.getByRole('button', { name: 'Dry run' }).first().click();
  await expect(page.getByText('2 can be read now')).toBeVisible();
  await check('a group with a letter and the outcome of a dry run');
  await page.getByRole('button', { name: 'Replay 2 letters' }).click();
  await page.getByRole('link', { name: 'Result for each letter' }).click();
  await expect(page.getByRole('region', { name: 'Each letter' }).getByRole('listitem')).toHaveCount(2);
  await check('a replay');
  await page.goto('/admin/dead-letters?state=all');
  await check('dead letters');
  await page.goto('/admin/dead-letters/nothing-fails-like-this');
  await check('a group without letters');
});
