import { providers } from '#server/providers/registry.ts';
import { expect, test } from './fixtures.ts';
import { openWith, pane, person, rail, row } from './inbox-page.ts';

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
  await expect(rail(page)).toContainText(/The email arrived|You read this email|We emailed you/);
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

test('keeps what was done last though the page is left while something before it is still being saved', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'leaves');
  await ada.tell('Kept for later');
  await signIn(ada.email);
  await openWith(page, '/', 'Kept for later');
  // Never answered.
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetch = (asked, how) =>
      String(asked).includes('inbox.markRead') ? new Promise(() => {}) : fetch(asked, how);
  });
  await row(page, 'Kept for later').click();
  await expect(row(page, 'Kept for later')).not.toContainText('Unread');
  await pane(page).getByRole('button', { name: 'Archive' }).click();
  await expect(row(page, 'Kept for later')).toHaveCount(0);
  await openWith(page, '/?tab=archived', 'Kept for later');
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

test('is narrowed to a category that is the host’s own as soon as there is something of it', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await person(installation, 'own-category');
  const teller = providers.find(({ channels, signs }) => channels.includes('email') && signs === 'bytes');
  const id = `board-${Date.now()}`;
  const about = { kind: 'delivered', category: 'board', recipient: ada.email, messageId: id } as const;
  await installation.report(teller?.id ?? '', [
    { ...about, providerMessageId: id, at: new Date().toISOString() },
  ]);
  await ada.tell('Some product news');
  await signIn(ada.email);
  await openWith(page, '/', 'Some product news');
  await openWith(page, '/', 'An email to you');
  const choice = page.getByRole('combobox', { name: 'Category' });
  await choice.selectOption('board');
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await expect(row(page, 'An email to you')).toBeVisible();
  await page.reload();
  await expect(choice).toHaveValue('board');
  await expect(row(page, 'Some product news')).toHaveCount(0);
  await expect(row(page, 'An email to you')).toBeVisible();
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
    /Wir haben Ihnen eine E-Mail geschickt|Die E-Mail kam an|Sie haben diese E-Mail gelesen/,
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
