import { expect, test } from './fixtures.ts';
import { openWith, person, rail, row } from './inbox-page.ts';
import { expectFine } from './page-checks.ts';

test('no state has an axe violation or scrolls sideways', async ({ page, installation, signIn }) => {
  const ada = await person(installation, 'axe');
  const id = await ada.tell('A notification with a rather long title that does not fit into one line', {
    channels: ['sms'],
    criticality: 'critical',
    category: 'security',
  });
  await signIn(ada.email);
  const check = (state: string) => expectFine(page, state);
  await openWith(page, '/', 'A notification');
  await check('all');
  await openWith(page, '/?tab=unread', 'A notification');
  await check('unread');
  await page.goto(`/?n=${id}`);
  await expect(rail(page)).toContainText(/text/);
  await check('open');
  await page.goto('/?n=no-such-entry');
  await expect(page.getByRole('heading', { name: 'There is no such notification' })).toBeVisible();
  await check('unknown');
});

test('neither an empty list, nor one that cannot be loaded, has one', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'axe-states');
  await ada.tell('A notification');
  await signIn(ada.email);
  const check = (state: string) => expectFine(page, state);
  await page.goto('/?tab=archived');
  await expect(page.getByRole('heading', { name: 'Nothing archived' })).toBeVisible();
  await check('nothing archived');
  await page.goto('/?q=no-such-words');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await check('nothing found');
  await openWith(page, '/', 'A notification');
  await page.context().setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await check('offline');
  await page.context().setOffline(false);
  await page.route('**/api/trpc/**', (route) => route.abort());
  await page.getByRole('link', { name: 'Archived' }).click();
  await expect(page.getByRole('heading', { name: 'Your notifications could not be loaded' })).toBeVisible();
  await check('failed');
  await page.unroute('**/api/trpc/**');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.getByRole('heading', { name: 'Nothing archived' })).toBeVisible();
});

test('who has read everything, and who was sent nothing, is told so', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'nothing');
  await signIn(ada.email);
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  // There is nothing to choose.
  await expect(page.getByRole('heading', { name: 'No notification chosen' })).toHaveCount(0);
  await expectFine(page, 'nothing here yet');
  await ada.tell('One thing');
  await openWith(page, '/', 'One thing');
  await page.goto('/?q=one');
  await expect(row(page, 'One thing')).toBeVisible();
  // It marks everything, and here is not everything.
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0);
  await page.goto('/');
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(row(page, 'One thing')).not.toContainText('Unread');
  await expect(async () => {
    await page.goto('/?tab=unread');
    await expect(page.getByRole('heading', { name: 'All caught up' })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectFine(page, 'everything is read');
});
