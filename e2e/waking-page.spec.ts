import type { Page } from '@playwright/test';
import { installedPerson } from '#server/testing/installed-people.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { holdScripts } from './hold-scripts.ts';
import { openWith, person, row } from './inbox-page.ts';

/** There without its scripts, which cannot be waited for. */
const shown = { waitUntil: 'domcontentloaded' } as const;
const billing = (page: Page) => page.getByRole('group', { name: 'Billing' });

/** Opens a page without its scripts, until what this returns is called. */
async function openAsleep(page: Page, address: string): Promise<() => Promise<void>> {
  const release = await holdScripts(page);
  await page.goto(address, shown);
  return release;
}

async function readerOfTwo(page: Page, installation: Installation, signIn: (email: string) => Promise<void>) {
  const ada = await person(installation, 'early');
  await ada.tell('A receipt', { category: 'billing' });
  await ada.tell('Some product news');
  await signIn(ada.email);
  await openWith(page, '/', 'A receipt');
  await openWith(page, '/', 'Some product news');
}

async function chooser(installation: Installation, signIn: (email: string) => Promise<void>) {
  const ben = installedPerson(installation, `early-${Date.now()}-${process.pid}`);
  await ben.has({ email: ben.email, sms: '+4915112345678' });
  await signIn(ben.email);
  return ben;
}

test('a category picked before the scripts have come narrows the list', async ({
  page,
  installation,
  signIn,
}) => {
  await readerOfTwo(page, installation, signIn);
  const release = await openAsleep(page, '/');
  const choice = page.getByRole('combobox', { name: 'Category' });
  await choice.selectOption('Billing');
  await release();
  await expect(page).toHaveURL(/category=billing/);
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await expect(row(page, 'A receipt')).toBeVisible();
  await expect(choice).toHaveValue('billing');
});

test('what was typed before the scripts have come is searched for', async ({
  page,
  installation,
  signIn,
}) => {
  await readerOfTwo(page, installation, signIn);
  const release = await openAsleep(page, '/');
  await page.getByRole('textbox').fill('receipt');
  await release();
  await expect(page).toHaveURL(/q=receipt/);
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await expect(page.getByRole('textbox')).toHaveValue('receipt');
});

test('switches flipped before the scripts have come are saved, and a locked one goes back', async ({
  page,
  installation,
  signIn,
}) => {
  await chooser(installation, signIn);
  const release = await openAsleep(page, '/preferences');
  const locked = page.getByRole('group', { name: 'Security' }).getByRole('switch', { name: 'Email' });
  await billing(page).getByRole('switch', { name: 'Email' }).click();
  await billing(page).getByRole('switch', { name: 'SMS' }).click();
  await locked.click({ force: true });
  await expect(locked).not.toBeChecked();
  await release();
  await expect(page.getByRole('region', { name: 'Your changes' }).getByRole('listitem')).toHaveCount(2);
  await expect(locked).toBeChecked();
  await page.reload();
  await expect(billing(page).getByRole('switch', { name: 'Email' })).not.toBeChecked();
  await expect(billing(page).getByRole('switch', { name: 'SMS' })).not.toBeChecked();
  await expect(locked).toBeChecked();
});

test('a status ticked before the scripts have come narrows the messages', async ({ page, signIn }) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await signIn('admin@example.com');
  const release = await openAsleep(page, '/admin/messages');
  const bounced = page.getByRole('checkbox', { name: /^Hard bounce/ });
  await bounced.click();
  await release();
  await expect(page).toHaveURL(/status=hard_bounced/);
  await expect(bounced).toBeChecked();
});

test('letters asked for before the scripts have come are shown', async ({ page, signIn }) => {
  await signIn('admin@example.com');
  const release = await openAsleep(page, '/admin/dead-letters');
  const all = page.getByRole('radio', { name: 'All' });
  await all.check({ force: true });
  await release();
  await expect(page).toHaveURL(/state=all/);
  await expect(all).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Open' })).not.toBeChecked();
});

test('a switch flipped and left before the scripts have come is as it was saved when one goes back', async ({
  page,
  installation,
  signIn,
}) => {
  const ben = await chooser(installation, signIn);
  const wishes = await ben.wishes();
  const release = await openAsleep(page, '/preferences');
  const email = billing(page).getByRole('switch', { name: 'Email' });
  await email.click();
  await expect(email).not.toBeChecked();
  await page.goto('/', shown);
  await page.goBack(shown);
  await expect(email).toBeChecked();
  await release();
  // Its first change that is heard is the one that is made now, not the one that was left behind.
  await billing(page).getByRole('switch', { name: 'SMS' }).click();
  await expect(page.getByRole('region', { name: 'Your changes' }).getByRole('listitem')).toHaveCount(1);
  await expect(email).toBeChecked();
  expect(await ben.wishes()).toHaveLength(wishes.length + 1);
});

test('a category that is picked in the moment the page wakes up narrows the list', async ({
  page,
  installation,
  signIn,
}) => {
  await readerOfTwo(page, installation, signIn);
  await page.addInitScript(pickOnWaking, 'billing');
  await page.goto('/');
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await expect(row(page, 'A receipt')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Category' })).toHaveValue('billing');
});

/**
 * Runs in the page: picks a category as soon as React has drawn, when Next writes to the history. Taking long, it has React
 * put off what need not be done at once; React goes on by a message to itself, which is held until the choice is made.
 */
function pickOnWaking(category: string): void {
  const { postMessage } = MessagePort.prototype;
  const { replaceState } = History.prototype;
  let later: (() => void)[] | null = null;
  MessagePort.prototype.postMessage = function (message: unknown) {
    if (later === null) postMessage.call(this, message);
    else later.push(() => postMessage.call(this, message));
  };
  const pick = () => {
    const choice = [...document.querySelectorAll('select')].find(({ options }) =>
      [...options].some(({ value }) => value === category),
    );
    if (choice !== undefined) choice.value = category;
    choice?.dispatchEvent(new Event('change', { bubbles: true }));
    const held = later ?? [];
    later = null;
    for (const post of held) post();
  };
  History.prototype.replaceState = function (...given) {
    replaceState.apply(this, given);
    History.prototype.replaceState = replaceState;
    later = [];
    setTimeout(pick);
    const startMs = performance.now();
    while (performance.now() - startMs < 50);
  };
}
