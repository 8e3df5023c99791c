import type { Page } from '@playwright/test';
import { providers } from '#server/providers/registry.ts';
import { appendToldNotifications } from '#server/testing/told-notifications.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

// A policy that another test saves meanwhile is one more warning to be confirmed.
test.describe.configure({ mode: 'default' });

const provider = providers.find(({ signs }) => signs === 'bytes');
if (!provider) throw new Error('some provider signs its bytes');

const minuteMs = 60_000;
const instantOf = (ms: number) => new Date(ms).toISOString();

/** A name that no other test uses, so that each has a policy of its own. */
const named = (name: string) => `${name}-${Date.now().toString(36)}`;

interface Told {
  readonly name: string;
  readonly template: string;
  /** After how many minutes each mail was clicked; null for one that nobody touched. */
  readonly clickedAfter: readonly (number | null)[];
}

/** Mails of product notifications from two hours ago. */
async function wereTold(installation: Installation, { name, template, clickedAfter }: Told) {
  const start = Date.now() - 120 * minuteMs;
  const told = clickedAfter.map((minutes, n) => ({
    minutes,
    at: start + n * 1000,
    notificationId: `ntf_${name}-${n}`,
    email: `${name}-${n}@example.com`,
    category: 'product',
    template,
  }));
  await appendToldNotifications(
    installation.sql,
    installation.secrets,
    told.map(({ at, ...one }) => ({ ...one, at: instantOf(at) })),
  );
  const reports = told.flatMap(({ minutes, at, notificationId, email, category }) => {
    const message = {
      ...{ recipient: email, category, template },
      messageId: `${notificationId}-email-0`,
      providerMessageId: `pm-${notificationId}`,
    };
    const clicked = {
      ...{ kind: 'clicked' as const, at: instantOf(at + (minutes ?? 0) * minuteMs) },
      ...{ url: 'https://example.com/', ip: '192.0.2.7', machine: false },
    };
    return [
      { ...message, kind: 'delivered' as const, at: instantOf(at + 1000) },
      ...(minutes === null ? [] : [{ ...message, ...clicked }]),
    ];
  });
  await installation.report(provider?.id ?? '', reports);
}

const step = (page: Page, number: number) => page.getByRole('group', { name: `Step ${number}` });
const category = (page: Page) => page.getByRole('combobox', { name: 'Category' });
const simulation = (page: Page) => page.getByRole('region', { name: 'Simulation' });
const versions = (page: Page) => page.getByRole('region', { name: 'Versions' });

async function saveNew(page: Page, name: string): Promise<void> {
  await page.goto('/admin/policies/new');
  // Until the page is awake it forgets what is pressed.
  await expect(() => page.getByLabel('Critical notifications only').check()).toPass();
  await page.getByLabel('Name').fill(name);
  await save(page, 'Save policy', 1);
  await expect(page).toHaveURL(new RegExp(`/admin/policies/${name}$`));
}

/** Presses a button that saves, until there is a version of this number. */
async function save(page: Page, button: string, version: number): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  const saved = versions(page).getByRole('heading', { name: `Version ${version}` });
  // Other tests have policies for the same category at the same time, which is a warning.
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Save nevertheless' });
  await expect(confirm.or(saved)).toBeVisible();
  if (await confirm.isVisible()) await confirm.click();
  await expect(saved).toBeVisible();
}

test('a policy is made and reordered by keyboard, linted while it is typed, and has every version of it', async ({
  page,
  signIn,
}) => {
  const name = named('keyboard');
  await signIn('admin@example.com');
  await page.goto('/admin/policies/new');
  await page.getByLabel('Name').fill(name);
  await category(page).selectOption('marketing');
  await expect(step(page, 1)).toContainText('Marketing is never sent as a text message');
  await expect(step(page, 1).getByLabel('Send by')).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(step(page, 1).getByLabel('Send by')).toBeFocused();
  await category(page).selectOption('billing');
  await page.getByLabel('Critical notifications only').check();
  await expect(step(page, 1)).not.toContainText('Marketing is never');

  await page.getByRole('button', { name: 'Add step' }).press('Enter');
  await expect(step(page, 2).getByRole('combobox').first()).toBeFocused();
  await step(page, 2).getByLabel('Template').selectOption({ label: 'Critical alert' });
  await step(page, 2).getByRole('button', { name: 'Move Step 2 up' }).press('Enter');
  await expect(step(page, 1).getByLabel('Template')).toHaveValue('critical-alert');
  await expect(step(page, 1).getByRole('button', { name: 'Move Step 1 up' })).toBeFocused();
  await step(page, 1).getByRole('button', { name: 'Remove Step 1' }).press('Enter');
  await expect(step(page, 2)).toHaveCount(0);

  await step(page, 1).getByLabel('Within').fill('15');
  await expect(step(page, 1)).toContainText('A duration looks like 30s, 15m, 2h or 7d.');
  await step(page, 1).getByLabel('Within').fill('20m');
  await page.getByLabel('Give up after').fill('10m');
  await expect(step(page, 1)).toContainText('gives up before this step');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByRole('dialog')).toContainText('gives up before this step');
  await page.getByRole('dialog').getByRole('button', { name: 'Save nevertheless' }).click();
  await expect(page).toHaveURL(new RegExp(`/admin/policies/${name}$`));

  await page.getByLabel('Give up after').fill('2d');
  await expect(step(page, 1)).not.toContainText('gives up before this step');
  await save(page, 'Save changes', 2);
  await versions(page).getByText('1 change', { exact: true }).click();
  await expect(versions(page)).toContainText('2 days');
  await expect(versions(page)).toContainText('admin@example.com');
});

test('a draft is played over what really happened, and compared with the version in force', async ({
  page,
  installation,
  signIn,
}) => {
  const name = named('simulated');
  // Nothing else is told by this template, so that all of it can be counted.
  await wereTold(installation, { name, template: 'sign-in-code', clickedAfter: [5, 25, null] });
  await signIn('admin@example.com');
  await page.goto('/admin/policies/new');
  // Until the page is awake it forgets what is pressed.
  await expect(() => page.getByRole('radio', { name: 'Template' }).check({ force: true })).toPass();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('combobox', { name: 'Template' }).first().selectOption('sign-in-code');
  const told = simulation(page).getByText('would have been told again');
  await expect(async () => {
    await simulation(page).getByRole('radio', { name: '7 days' }).check({ force: true });
    await simulation(page).getByRole('radio', { name: '30 days' }).check({ force: true });
    await simulation(page).getByRole('button', { name: 'Simulate' }).click();
    await expect(told).toContainText('2 of 3', { timeout: 3_000 });
  }).toPass();
  await expect(simulation(page)).toContainText('SMS after 15 min');

  await save(page, 'Save policy', 1);
  await step(page, 1).getByLabel('Within').fill('30m');
  await simulation(page).getByRole('button', { name: 'Simulate' }).click();
  await expect(told).toContainText('1 of 3');
  await expect(simulation(page)).toContainText('1 fewer than version 1');
  await simulation(page).getByRole('link').filter({ hasText: 'Version 1: SMS after 15 min' }).first().click();
  await expect(page).toHaveURL(new RegExp(`/admin/messages/ntf_${name}-1-email-0`));
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  await page.goto(`/admin/policies/${name}`);
  await retire(page, name);
});

test('of two admins who change a policy the later sees what the other saved, and keeps what they typed', async ({
  page,
  context,
  signIn,
}) => {
  const name = named('contested');
  await signIn('admin@example.com');
  await saveNew(page, name);
  const other = await context.newPage();
  await other.goto(`/admin/policies/${name}`);
  await page.getByLabel('Give up after').fill('3d');
  await other.getByLabel('Give up after').fill('2d');
  await save(other, 'Save changes', 2);
  // It is told of without a reload.
  const notice = page.getByRole('alert').filter({ hasText: 'saved version 2 meanwhile' });
  await expect(notice).toBeVisible();
  await expect(page.getByLabel('Give up after')).toHaveValue('3d');
  await expect(page.getByRole('button', { name: 'Save changes' })).toHaveAttribute('aria-disabled', 'true');
  await notice.getByRole('button', { name: 'Discard mine and show it' }).click();
  await expect(page.getByLabel('Give up after')).toHaveValue('2d');
  await expect(notice).toHaveCount(0);
});

async function retire(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByRole('dialog')).toContainText(`Retire ${name}?`);
  await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByText('Retired', { exact: true }).first()).toBeVisible();
}

test('a policy is retired and brought back, and support may only look', async ({ page, signIn }) => {
  const name = named('retired');
  await signIn('admin@example.com');
  await saveNew(page, name);
  await retire(page, name);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await save(page, 'Bring back', 3);
  await expect(page.getByText('In force', { exact: true })).toBeVisible();

  await signIn('support@example.com');
  await page.goto(`/admin/policies/${name}`);
  await expect(page.getByRole('main')).toContainText('If the email is not opened within 15 minutes');
  await expect(versions(page)).not.toContainText('admin@example.com');
  await expect(page.getByRole('main').getByRole('button')).toHaveText(['Simulate']);
  await page.goto('/admin/policies');
  await expect(page.getByRole('link', { name: 'New policy' })).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
});

test('no state of a policy has an axe violation or scrolls sideways', async ({
  page,
  installation,
  signIn,
}) => {
  const name = named('axe');
  await wereTold(installation, { name, template: 'product-update', clickedAfter: [5, null] });
  await signIn('admin@example.com');
  const check = async (state: string) => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectFine(page, state);
  };
  await saveNew(page, name);
  await check('a policy');
  await category(page).selectOption('marketing');
  await page.getByRole('button', { name: 'Add step' }).click();
  await step(page, 1).getByLabel('Within').fill('soon');
  await expect(step(page, 1)).toContainText('A duration looks like');
  await page.getByLabel('Critical notifications only').uncheck();
  await step(page, 1).getByLabel('Within').fill('15m');
  await expect(step(page, 1)).toContainText('Marketing is never');
  await check('a policy with findings');
  await category(page).selectOption('product');
  await simulation(page).getByRole('button', { name: 'Simulate' }).click();
  await expect(simulation(page)).toContainText('told again');
  await check('a policy with a simulation');
  await page.getByRole('button', { name: 'Retire' }).click();
  await check('a question before retiring');
});

test('neither the list, nor a price, nor a policy that is not there has one', async ({ page, signIn }) => {
  const name = named('axe-list');
  await signIn('admin@example.com');
  const check = async (state: string) => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectFine(page, state);
  };
  await saveNew(page, name);
  await page.goto('/admin/policies');
  await expect(page.getByRole('link', { name })).toBeVisible();
  await check('the list');
  await page.getByRole('button', { name: 'Change the price of SMS' }).click();
  await check('a price');
  await page.goto('/admin/policies/nobody-made-this');
  await check('a policy that is not there');
});
