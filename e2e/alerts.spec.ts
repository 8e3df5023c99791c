import type { Page } from '@playwright/test';
import { providers } from '#server/providers/registry.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

const provider = providers.find(({ signs, channels }) => signs === 'bytes' && channels.includes('email'));
if (!provider) throw new Error('some provider of mail signs its bytes');

/** A domain that many people share, and that no other test writes to. */
const domain = 'interia.pl';
const subject = `Complaints about mail to ${domain}`;
const dailyId = `complaints-24h.recipient_domain.${domain}.1`;

/** Enough marketing to judge, as the provider would report it: three of 1,200 people mind, all of one template. */
async function sendTooMuch(installation: Installation): Promise<void> {
  const now = Date.now();
  const reports = Array.from({ length: 1_200 }, (_, n) => ({
    at: new Date(now - 120_000 + n).toISOString(),
    recipient: `reader-${n}@${domain}`,
    providerMessageId: `alerts-${n}`,
    messageId: `alerts-${n}`,
    category: 'marketing',
    template: n < 300 ? 'spring-sale' : 'digest',
  }));
  const at = new Date(now - 60_000).toISOString();
  await installation.report(provider?.id ?? '', [
    ...reports.map((report) => ({ ...report, kind: 'delivered' as const })),
    ...reports.slice(0, 3).map((report) => ({ ...report, at, kind: 'complained' as const })),
  ]);
}

const cardOf = (page: Page) => page.getByRole('article', { name: subject }).first();

/** The look every five minutes would come too late for a test. */
async function openWithAlert(page: Page): Promise<void> {
  await page.goto('/admin/alerts');
  await expect(async () => {
    if (await cardOf(page).isVisible()) return;
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(cardOf(page)).toBeVisible({ timeout: 3_000 });
  }).toPass();
}

// In one worker, one after the other: they watch the same mail, and marketing is paused for everybody.
test.describe.configure({ mode: 'default' });
test.beforeAll(({ installation }) => sendTooMuch(installation));

test('too many complaints, told by signed webhooks, become an alert with its numbers, its marks and its likely cause', async ({
  page,
  signIn,
}) => {
  await signIn('admin@example.com');
  await openWithAlert(page);
  const card = cardOf(page);
  await expect(card).toContainText('Critical');
  await expect(card).toContainText('0.25 %');
  await expect(card).toContainText('3 complaints about 1,200 delivered mails');
  await expect(card).toContainText('Warning from 0.05 %, critical from 0.1 %, over below 0.04 %');
  await expect(card).toContainText(
    'The template “spring-sale” brings all 3 complaints, but only 25 % of the mail. All other mail stands at 0 %.',
  );
  await expect(page.getByRole('row', { name: new RegExp(`Mail to ${domain}`, 'i') })).toContainText('0.25 %');
  // The bar stands on its scale, drawn by the server already.
  const [track, filled] = await card.getByRole('img').locator('rect').all();
  const [whole, part] = [await track?.boundingBox(), await filled?.boundingBox()];
  expect((part?.width ?? 0) / (whole?.width ?? 1)).toBeCloseTo(0.91, 1);
});

test('administrators are mailed once, with a link to the alert, and the alert says so', async ({
  page,
  signIn,
}) => {
  await signIn('admin@example.com');
  await openWithAlert(page);
  await expect(cardOf(page)).toContainText('mailed to 1 administrator', { timeout: 45_000 });
  await expect(cardOf(page)).toContainText('no webhook is set up');
  await page.goto('/local/mailbox');
  await expect(page.getByText('changes to deliverability alerts').first()).toBeVisible();
  await page.goto(`/admin/alerts/${dailyId}`);
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  await page.goto('/admin/alerts/no-such-alert.1');
  await expect(page.getByText('There is no alert with this id')).toBeVisible();
});

test('an administrator acknowledges an alert by keyboard alone, and it stays open', async ({
  page,
  signIn,
}) => {
  await signIn('admin@example.com');
  await openWithAlert(page);
  await page.goto(`/admin/alerts/${dailyId}`);
  const button = page.getByRole('button', { name: `Acknowledge: ${subject}, 24 hours` });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('somebody looks after it')).toBeVisible();
  await expect(button).toHaveCount(0);
  await page.goto('/admin/alerts');
  await expect(cardOf(page)).toContainText('Critical');
});

test('marketing is paused and resumed with a reason, and automatic pause is switched on and off', async ({
  page,
  signIn,
}) => {
  await signIn('admin@example.com');
  await page.goto('/admin/alerts');
  const marketing = page.getByRole('region', { name: 'Marketing' });
  const dialog = page.getByRole('dialog');
  await expect(marketing).toContainText('Sending');

  await marketing.getByRole('button', { name: 'Pause marketing' }).click();
  await page.keyboard.press('Escape');
  await expect(marketing.getByRole('button', { name: 'Pause marketing' })).toBeFocused();
  await marketing.getByRole('button', { name: 'Pause marketing' }).click();
  await dialog.getByRole('button', { name: 'Pause marketing' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Say why');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('the wrong list was used');
  await dialog.getByRole('button', { name: 'Pause marketing' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(marketing).toContainText('Paused');
  await expect(marketing).toContainText('because: the wrong list was used');

  await marketing.getByRole('button', { name: 'Resume marketing' }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('the list was cleaned');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(marketing).toContainText('Sending');

  await marketing.getByRole('button', { name: 'Switch on automatic pause' }).click();
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await expect(marketing).toContainText('Automatic pause is on.');
  await marketing.getByRole('button', { name: 'Switch off automatic pause' }).click();
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await expect(marketing).toContainText('Automatic pause is off.');
});

test('support sees all of it and no button that acts', async ({ page, signIn }) => {
  await signIn('admin@example.com');
  await openWithAlert(page);
  await signIn('support@example.com');
  await page.goto('/admin/alerts');
  await expect(cardOf(page)).toContainText('0.25 %');
  await expect(
    page.getByRole('main').getByRole('button', { name: /Acknowledge|Check|Pause|Resume|Switch/ }),
  ).toHaveCount(0);
});

test('neither the alerts nor one of them has an axe violation or scrolls sideways', async ({
  page,
  signIn,
}) => {
  await signIn('admin@example.com');
  await openWithAlert(page);
  const check = async (state: string) => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectFine(page, state);
  };
  await check('alerts');
  await page.getByRole('button', { name: 'Pause marketing' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('the question before a pause');
  await page.goto(`/admin/alerts/${dailyId}`);
  await check('an alert');
  await page.goto('/admin/alerts/no-such-alert.1');
  await check('an unknown alert');
});
