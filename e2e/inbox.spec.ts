import type { Page } from '@playwright/test';
import { providers } from '#server/providers/registry.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

/** Somebody with addresses of their own, and what is sent to them. */
async function person(installation: Installation, name: string) {
  const key = await installation.apiKey('notifications:write');
  const label = `${name}-${Date.now()}`;
  const userId = `user-${label}`;
  const email = `${label}@example.com`;
  const number = `+1500${String(Date.now()).slice(-7)}`;
  await installation.knows(userId, { email, sms: number });
  let count = 0;
  return {
    email,
    number,
    /** Asks for it over the API; resolves once the request is durable. */
    async tell(title: string, more: Record<string, unknown> = {}): Promise<string> {
      count += 1;
      const response = await fetch(`${installation.url}/api/v1/notifications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          idempotencyKey: `${label}-${count}`,
          userId,
          category: 'product',
          channels: ['in_app'],
          content: {
            in_app: { title, body: `${title}: the whole text.` },
            email: { subject: title, text: `${title}: the whole text.`, html: `<p>${title}</p>` },
            sms: { text: title },
          },
          ...more,
        }),
      });
      const answer = (await response.json()) as { notificationId: string };
      expect(response.ok, JSON.stringify(answer)).toBe(true);
      return answer.notificationId;
    },
  };
}

const row = (page: Page, title: string) =>
  page
    .getByRole('region', { name: /^(Notifications|Benachrichtigungen)$/ })
    .getByRole('link', { name: title });
const pane = (page: Page) => page.getByRole('article');
const rail = (page: Page) => pane(page).getByRole('region', { name: 'How we reached you' });

/** Waits until the read models have it, and opens the page anew: what arrives while it is open waits to be let in. */
async function openWith(page: Page, address: string, title: string): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await expect(row(page, title)).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test('shows what was sent, marks it read by reading, and says what happened on each channel', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'rail');
  const stopped = { sender: ada.number, wish: 'stop', text: 'STOP', at: new Date().toISOString() } as const;
  const carrier = providers.find(({ rehearsal }) => rehearsal.replies !== undefined);
  await installation.reply(carrier?.id ?? '', [{ ...stopped, providerMessageId: `stop-${Date.now()}` }]);
  const id = await ada.tell('Your export is ready', { channels: ['sms', 'email'] });
  await signIn(ada.email);
  await openWith(page, '/', 'Your export is ready');
  await expect(page.getByRole('status').getByText('1 unread notification')).toBeAttached();
  await row(page, 'Your export is ready').click();
  await expect(page).toHaveURL(new RegExp(`n=${id}`));
  await expect(pane(page).getByRole('heading', { level: 2 })).toBeFocused();
  await expect(pane(page)).toContainText('Your export is ready: the whole text.');
  await expect(rail(page)).toContainText(/The email arrived|You opened the email|We emailed you/);
  await expect(rail(page)).toContainText(/We did not text you because you replied STOP on \d+ \w+\./);
  await expect(page.getByRole('status').getByText('0 unread notifications')).toBeAttached();
  // A receipt of the message itself, told by the person.
  const receipts = () => installation.sql`
    select 1 from events where type = 'MessageRead' and source = 'user' and stream = ${`message-${id}-email-0`}`;
  await expect.poll(async () => (await receipts()).length).toBe(1);
  await page.reload();
  await expect(row(page, 'Your export is ready')).not.toContainText('Unread');
});

test('archives with the way back, and keeps what is archived apart', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'archive');
  await ada.tell('First of two');
  await ada.tell('Second of two');
  await signIn(ada.email);
  await openWith(page, '/', 'First of two');
  await openWith(page, '/', 'Second of two');
  await row(page, 'Second of two').click();
  await pane(page).getByRole('button', { name: 'Archive' }).click();
  await expect(row(page, 'Second of two')).toHaveCount(0);
  await expect(row(page, 'First of two')).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Second of two')).toBeVisible();
  await row(page, 'Second of two').focus();
  await page.keyboard.press('e');
  await expect(row(page, 'Second of two')).toHaveCount(0);
  await openWith(page, '/?tab=archived', 'Second of two');
  await expect(row(page, 'First of two')).toHaveCount(0);
  await row(page, 'Second of two').focus();
  // Until the page is awake it forgets what is pressed.
  await expect(async () => {
    await page.keyboard.press('e');
    await expect(row(page, 'Second of two')).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await openWith(page, '/', 'Second of two');
});

test('is read by keyboard alone, and single keys can be switched off', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'keys');
  for (const title of ['Oldest', 'Middle', 'Newest']) await ada.tell(title);
  await signIn(ada.email);
  for (const title of ['Oldest', 'Middle', 'Newest']) await openWith(page, '/', title);
  // Until the page is awake it forgets what is pressed.
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(row(page, 'Newest')).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('j');
  await expect(row(page, 'Middle')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(pane(page).getByRole('heading', { level: 2, name: 'Middle' })).toBeFocused();
  await page.keyboard.press('u');
  await expect(row(page, 'Middle')).toContainText('Unread');
  await page.keyboard.press('Escape');
  await expect(row(page, 'Middle')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'Oldest')).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('newest jk');
  await expect(page).toHaveURL(/q=newest/);
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row(page, 'Oldest')).toBeVisible();
  await page.getByRole('textbox').blur();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await row(page, 'Oldest').focus();
  await page.keyboard.press('e');
  await page.keyboard.press('k');
  await expect(row(page, 'Oldest')).toBeFocused();
});

test('says that something arrived without moving the list', async ({ page, installation, signIn }) => {
  const ada = await person(installation, 'pill');
  await ada.tell('Here before');
  await signIn(ada.email);
  await openWith(page, '/', 'Here before');
  const place = await row(page, 'Here before').boundingBox();
  await ada.tell('Just arrived');
  const pill = page.getByRole('button', { name: '1 new notification' });
  await expect(pill).toBeVisible();
  await expect(row(page, 'Just arrived')).toHaveCount(0);
  expect(await row(page, 'Here before').boundingBox()).toEqual(place);
  await pill.click();
  await expect(row(page, 'Just arrived')).toBeFocused();
  await expect(pill).toHaveCount(0);
});

test('keeps tab, search and filters in the address', async ({ page, installation, signIn }) => {
  const ada = await person(installation, 'filters');
  await ada.tell('A receipt', { category: 'billing' });
  await ada.tell('Some product news');
  await signIn(ada.email);
  await openWith(page, '/', 'A receipt');
  await openWith(page, '/', 'Some product news');
  await page.getByRole('combobox', { name: 'Category' }).selectOption('Billing');
  await expect(page).toHaveURL(/category=billing/);
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await expect(row(page, 'A receipt')).toBeVisible();
  await page.getByRole('combobox', { name: 'Channel' }).selectOption('Text message');
  await expect(page).toHaveURL(/channel=sms/);
  await page.getByRole('button', { name: 'Clear search and filters' }).click();
  await expect(row(page, 'Some product news')).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: /^Unread/ })
    .click();
  await expect(page).toHaveURL(/tab=unread/);
  await page.getByRole('textbox').fill('RECEIPT');
  await expect(page).toHaveURL(/q=RECEIPT/);
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await page.reload();
  await expect(row(page, 'A receipt')).toBeVisible();
  await expect(row(page, 'Some product news')).toHaveCount(0);
});

test('speaks German', async ({ page, installation, signIn, context }) => {
  const ada = await person(installation, 'deutsch');
  await ada.tell('Ihr Export ist fertig', { channels: ['email'] });
  await signIn(ada.email);
  await context.addCookies([{ name: 'earshot-locale', value: 'de', url: installation.url }]);
  await openWith(page, '/', 'Ihr Export ist fertig');
  await expect(page.getByRole('heading', { level: 1, name: 'Eingang' })).toBeVisible();
  await row(page, 'Ihr Export ist fertig').click();
  await expect(pane(page)).toContainText(
    /Wir haben Ihnen eine E-Mail geschickt|Die E-Mail kam an|Sie haben die E-Mail geöffnet/,
  );
});

test('two people see nothing of each other', async ({ page, installation, signIn }) => {
  const ada = await person(installation, 'mine');
  const bob = await person(installation, 'theirs');
  const theirs = await bob.tell('For Bob alone');
  await ada.tell('For Ada alone');
  await signIn(ada.email);
  await openWith(page, '/', 'For Ada alone');
  await expect(row(page, 'For Bob alone')).toHaveCount(0);
  await page.goto(`/?n=${theirs}`);
  await expect(page.getByRole('heading', { name: 'There is no such notification' })).toBeVisible();
  await page.goto('/?q=alone');
  await expect(row(page, 'For Ada alone')).toBeVisible();
  await expect(row(page, 'For Bob alone')).toHaveCount(0);
});

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
  await page.goto('/?tab=archived');
  await expect(page.getByRole('heading', { name: 'Nothing archived' })).toBeVisible();
  await check('nothing archived');
  await page.goto('/?q=no-such-words');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await check('nothing found');
  await page.goto('/?n=no-such-entry');
  await expect(page.getByRole('heading', { name: 'There is no such notification' })).toBeVisible();
  await check('unknown');
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
  await expectFine(page, 'nothing here yet');
  await ada.tell('One thing');
  await openWith(page, '/', 'One thing');
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(row(page, 'One thing')).not.toContainText('Unread');
  await expect(async () => {
    await page.goto('/?tab=unread');
    await expect(page.getByRole('heading', { name: 'All caught up' })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectFine(page, 'everything is read');
});
