import type { Locator, Page } from '@playwright/test';
import { providers } from '#server/providers/registry.ts';
import { installedPerson } from '#server/testing/installed-people.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

const phone = '+4915112345678';

let count = 0;
/** Somebody of their own for each test, who gets mail and texts. */
async function someone(installation: Installation) {
  count += 1;
  const userId = `person-${Date.now()}-${process.pid}-${count}`;
  const person = installedPerson(installation, userId);
  await person.has({ email: person.email, sms: phone });
  return person;
}

const group = (page: Page, name: string) => page.getByRole('group', { name });
const saved = (page: Page) => page.getByRole('region', { name: 'Last change' });

async function announced(page: Page, text: string): Promise<void> {
  await expect(page.locator('[aria-live="polite"]').getByText(text)).toBeAttached();
}

test('a switch is saved at once, said aloud, undone, and kept in the history', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await someone(installation);
  await signIn(ada.email);
  await page.goto('/preferences');
  const billing = group(page, 'Billing');
  await billing.getByRole('switch', { name: 'SMS' }).click();
  await announced(page, 'Billing by SMS is off.');
  await page.reload();
  await expect(billing.getByRole('switch', { name: 'SMS' })).not.toBeChecked();
  await billing.getByRole('switch', { name: 'Email' }).click();
  const undo = saved(page).getByRole('button', { name: 'Undo' });
  await undo.focus();
  await page.keyboard.press('Enter');
  await announced(page, 'Billing by email is on.');
  await expect(undo).toBeFocused();
  await expect(billing.getByRole('switch', { name: 'Email' })).toBeChecked();
  const history = page.getByRole('region', { name: 'Your changes' }).getByRole('listitem');
  await expect(history).toHaveCount(3);
  await expect(history.first()).toContainText('Billing by email switched on');
  await expect(history.first()).toContainText('by you');
  const receipt = {
    category: 'billing',
    template: 'receipt',
    fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' },
  };
  expect(await ada.told(receipt)).toMatchObject({ verdict: 'send' });
  await billing.getByRole('switch', { name: 'Email' }).click();
  await announced(page, 'Billing by email is off.');
  expect(await ada.told(receipt)).toMatchObject({ verdict: 'skip', rule: 'category_off' });
});

test('what could not be saved goes back, and says so', async ({ page, installation, signIn }) => {
  const ada = await someone(installation);
  await signIn(ada.email);
  await page.goto('/preferences');
  await page.route('**/api/trpc/preferences.set**', (route) => route.abort());
  const billing = group(page, 'Billing').getByRole('switch', { name: 'Email' });
  await billing.click();
  await expect(saved(page)).toContainText('This was not saved');
  await expect(billing).toBeChecked();
  await expectFine(page, 'failed');
  await page.unroute('**/api/trpc/preferences.set**');
  await billing.click();
  await announced(page, 'Billing by email is off.');
});

test('security is there, locked, with its reason; a channel that is missing is a dash with words', async ({
  page,
  installation,
  signIn,
}) => {
  count += 1;
  const userId = `mail-only-${Date.now()}-${count}`;
  const ben = installedPerson(installation, userId);
  await ben.has({ email: ben.email });
  await signIn(ben.email);
  await page.goto('/preferences');
  const security = group(page, 'Security');
  await expect(security).toContainText('it tells you when somebody else uses your account');
  const locked = security.getByRole('switch', { name: 'Email' });
  await expect(locked).toHaveAttribute('aria-disabled', 'true');
  await locked.click({ force: true });
  await expect(locked).toBeChecked();
  await expect(group(page, 'Billing').getByRole('switch', { name: 'SMS' })).toHaveCount(0);
  await expect(group(page, 'Billing')).toContainText('we know no phone number of yours');
  expect(await ben.wishes()).toHaveLength(1);
});

test('everything but security is paused and resumed, and quiet hours are set, by keyboard alone', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await someone(installation);
  await signIn(ada.email);
  await page.goto('/preferences');
  const press = async (target: Locator, key: string) => {
    await target.focus();
    await page.keyboard.press(key);
  };
  await press(page.getByRole('button', { name: 'For a week' }), 'Enter');
  await announced(page, 'Everything except security is paused.');
  await expect(page.getByText(/^Paused until .* UTC/)).toBeVisible();
  await press(page.getByRole('button', { name: 'Resume' }), 'Enter');
  await announced(page, 'Nothing is paused any more.');
  await press(page.getByRole('switch', { name: 'Keep quiet every night' }), 'Space');
  await announced(page, 'Quiet hours are from 22:00 to 07:00.');
  await page.getByLabel('To', { exact: true }).fill('22:00');
  await expect(page.getByRole('alert').filter({ hasText: 'differs from their start' })).toBeVisible();
  await page.getByLabel('To', { exact: true }).fill('06:30');
  await page.keyboard.press('Enter');
  await announced(page, 'Quiet hours are from 22:00 to 06:30.');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await expect(page.getByRole('region', { name: 'Your changes' })).toContainText('Europe/Berlin');
  await page.reload();
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
});

test('an address that bounced is named and corrected with a code, which lifts nothing', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await someone(installation);
  await ada.hears('hard_bounced');
  await signIn(ada.email);
  await expect(async () => {
    await page.goto('/preferences');
    await expect(page.getByText('Your email address bounced on')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText('We cannot reach you by email any more.')).toBeVisible();
  await expectFine(page, 'bounced');
  await page.getByRole('button', { name: 'Correct it: Email' }).click();
  const moved = `moved-${ada.email}`;
  await page.getByRole('textbox', { name: 'New email address' }).fill(moved);
  await page.getByRole('button', { name: 'Send code' }).click();
  await expect(page.getByText(`If ${moved} can be reached`)).toBeVisible();
  await expectFine(page, 'code asked');
  await page.getByRole('textbox', { name: 'Code of six digits' }).fill('000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'does not fit' })).toBeVisible();
  const [asked] = await ada.asked({ kind: 'email', value: moved });
  const code = String(asked?.fill.code);
  await page
    .getByRole('textbox', { name: 'Code of six digits' })
    .fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('link', { name: 'Sign in with the new address' })).toBeVisible();
  await expectFine(page, 'moved');
  const about = {
    fill: { amount: '1 EUR', item: 'Plan', number: '1' },
    template: 'receipt',
    category: 'billing',
  };
  expect(await ada.told({ ...about, addresses: { email: ada.email } })).toMatchObject({ rule: 'suppressed' });
  expect(await ada.told(about)).toMatchObject({ verdict: 'send' });
});

test('news that stopped because nothing was opened start again with one button', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await someone(installation);
  const key = await installation.apiKey('suppressions:write');
  const answer = await fetch(`${installation.url}/api/v1/suppressions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ channel: 'email', address: ada.email, reason: 'inactive', scope: 'stream:marketing' },
    }),
  });
  expect(answer.ok).toBe(true);
  const news = group(page, 'News and offers');
  await signIn(ada.email);
  await expect(async () => {
    await page.goto('/preferences');
    await expect(news).toContainText('because nothing was opened', { timeout: 1_000 });
  }).toPass();
  await expect(group(page, 'Billing')).not.toContainText('because nothing was opened');
  await expectFine(page, 'news stopped');
  await page.getByRole('button', { name: 'Receive it again' }).click();
  await announced(page, 'You receive it again.');
  await expect(async () => {
    await page.goto('/preferences');
    await expect(news).not.toContainText('because nothing was opened', { timeout: 1_000 });
  }).toPass();
});

test('who wrote STOP is told of START, and not to correct a number that is right', async ({
  page,
  installation,
  signIn,
}) => {
  const ben = installedPerson(installation, `stopped-${Date.now()}`);
  const sender = `+1500${String(Date.now()).slice(-7)}`;
  await ben.has({ email: ben.email, sms: sender });
  const carrier = providers.find(({ rehearsal }) => rehearsal.replies !== undefined);
  const stop = { sender, wish: 'stop', text: 'STOP', at: new Date().toISOString() } as const;
  await installation.reply(carrier?.id ?? '', [{ ...stop, providerMessageId: `stop-${Date.now()}` }]);
  await signIn(ben.email);
  await expect(async () => {
    await page.goto('/preferences');
    await expect(page.getByText('Text START to the number')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('button', { name: 'Change: SMS' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Correct it: SMS' })).toHaveCount(0);
});

test('one person sees and changes nothing of another', async ({ page, browser, installation, signIn }) => {
  const ada = await someone(installation);
  const ben = await someone(installation);
  await signIn(ada.email);
  await page.goto('/preferences');
  await group(page, 'Billing').getByRole('switch', { name: 'Email' }).click();
  await announced(page, 'Billing by email is off.');
  expect(await page.content()).not.toContain(ben.email);
  const other = await browser.newPage();
  await other.goto(await installation.signInLink(ben.email));
  await other.getByRole('main').getByRole('button').first().click();
  await other.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
  await other.goto(`${installation.url}/preferences`);
  await expect(group(other, 'Billing').getByRole('switch', { name: 'Email' })).toBeChecked();
  await other.close();
});

test('nobody sees it who is not signed in, and whoever signs in comes back', async ({ page }) => {
  await page.goto('/preferences');
  await expect(page).toHaveURL(/\/sign-in\?.*callbackUrl=%2Fpreferences/);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('all of it can be read', async ({ page, installation, signIn }) => {
    const ada = await someone(installation);
    await signIn(ada.email);
    await page.goto('/preferences');
    await expect(group(page, 'Billing').getByRole('switch', { name: 'SMS' })).toBeChecked();
    await expect(page.getByText(ada.email).first()).toBeAttached();
    await expect(page.getByText(phone)).toBeVisible();
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('every word is German, and so is what is said', async ({ page, installation, signIn }) => {
    const ada = await someone(installation);
    await signIn(ada.email);
    await page.goto('/preferences');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Einstellungen');
    await group(page, 'Rechnungen').getByRole('switch', { name: 'E-Mail' }).click();
    await announced(page, 'Rechnungen per E-Mail: aus.');
    await expectFine(page, 'German');
  });
});

test('no state has an axe violation or scrolls sideways', async ({ page, installation, signIn }) => {
  const ada = await someone(installation);
  await signIn(ada.email);
  await page.goto('/preferences');
  await expectFine(page, 'fresh');
  await group(page, 'Product').getByRole('switch', { name: 'Email' }).click();
  await announced(page, 'Product by email is off.');
  await page.getByRole('button', { name: 'Until I resume' }).click();
  await announced(page, 'Everything except security is paused.');
  await page.getByRole('switch', { name: 'Keep quiet every night' }).click();
  await announced(page, 'Quiet hours are from');
  await page.getByRole('button', { name: 'Change: SMS' }).click();
  await expect(page.getByRole('textbox', { name: 'New phone number' })).toBeFocused();
  await expectFine(page, 'changed');
  await page.goto(ada.link({ may: 'preferences', who: { userId: ada.userId } }));
  await expectFine(page, 'manage');
});
