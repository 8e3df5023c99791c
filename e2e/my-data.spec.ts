import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';
import { toldPerson } from './told-person.ts';

async function download(page: Page, name: string | RegExp): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('a person takes along everything about themselves and nothing about anybody else', async ({
  page,
  installation,
  signIn,
}) => {
  const [ada, bob] = [
    await toldPerson(installation, 'Adas own matter'),
    await toldPerson(installation, 'Bobs own matter'),
  ];
  await signIn(ada.email);
  await page.goto('/my-data');
  await expect(async () => {
    const { name, text } = await download(page, /NDJSON/);
    expect(name).toBe('my-data.ndjson');
    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records[0]).toMatchObject({ kind: 'export', userIds: [ada.userId] });
    expect(records).toContainEqual(expect.objectContaining({ kind: 'account', email: ada.email }));
    expect(records).toContainEqual(
      expect.objectContaining({ kind: 'notification', title: 'Adas own matter' }),
    );
    expect(records).toContainEqual(expect.objectContaining({ kind: 'event', type: 'NotificationRequested' }));
    expect(text).not.toContain(bob.userId);
    expect(text).not.toContain('Bobs own matter');
  }).toPass();

  const file = await download(page, /HTML/);
  expect(file.name).toBe('my-data.html');
  expect(file.text).toContain('Adas own matter: the whole text.');
  expect(file.text).not.toContain('Bobs own matter');
  const answers = await Promise.all(
    ['html', 'ndjson'].map((ending) => page.request.get(`/my-data/export.${ending}`)),
  );
  for (const answer of answers) expect(answer.headers()['cache-control']).toBe('no-store');

  // On a page of the site its content policy would take the file's own styles away.
  await page.goto('about:blank');
  await page.setContent(file.text);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Everything we keep about you');
  await expectFine(page, 'the downloaded file');
});

test('nobody gets the files without signing in', async ({ request }) => {
  for (const ending of ['html', 'ndjson']) {
    const answer = await request.get(`/my-data/export.${ending}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    expect(answer.headers().location).toBe('/sign-in?callbackUrl=%2Fmy-data');
    expect(await answer.text()).toBe('');
  }
});

test('a person asks to be erased, takes it back, asks again, and an administrator erases them', async ({
  page,
  browser,
  installation,
  signIn,
  baseURL,
}) => {
  const ada = await toldPerson(installation, 'To be forgotten');
  const masked = `${ada.email.slice(0, 1)}•••@example.com`;
  await signIn(ada.email);
  await page.goto('/my-data');
  const ask = page.getByRole('button', { name: /^Ask/ });
  await ask.click();
  await page.keyboard.press('Escape');
  await expect(ask).toBeFocused();
  await ask.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ask for erasure' }).click();
  await expect(page.getByRole('paragraph').filter({ hasText: 'You asked for everything' })).toBeFocused();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByRole('paragraph').filter({ hasText: 'You took your wish back' })).toBeFocused();
  await ask.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ask for erasure' }).click();
  await expect(page.getByRole('button', { name: 'Take it back' })).toBeVisible();

  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const admin = await context.newPage();
  await admin.goto(await installation.signInLink('admin@example.com'));
  await admin.getByRole('main').getByRole('button').first().click();
  await admin.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
  await admin.goto('/admin/erasures');
  const wish = admin.getByRole('listitem').filter({ hasText: ada.userId }).first();
  await expect(wish).toContainText(masked);
  await expect(admin.getByText(ada.email)).toHaveCount(0);
  await wish.getByRole('button', { name: /^Erase/ }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Say why it is decided so.');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('checked by phone');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(admin.getByRole('region', { name: 'Decided' })).toContainText(ada.userId);
  await context.close();

  // They are signed out, have had their last mail, and are gone.
  await page.goto('/my-data');
  await expect(page).toHaveURL(/\/sign-in/);
  const mails = await installation.sql`select subject from local_mails where recipient = ${ada.email}`;
  expect(mails).toEqual([{ subject: 'Everything about you is being erased' }]);
  const refused = await ada.tell(`again-${ada.userId}`);
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: 'person_erased' });
  await signIn(ada.email);
  await page.goto('/my-data');
  await expect(page.getByText(/Everything about you was erased on/)).toBeVisible();
  await expect(async () => {
    const { text } = await download(page, /NDJSON/);
    expect(text).not.toContain('To be forgotten');
  }).toPass();
});

test('speaks German', async ({ page, context, installation, signIn, baseURL }) => {
  await context.addCookies([{ name: 'earshot-locale', value: 'de', url: baseURL ?? '' }]);
  const ada = await toldPerson(installation, 'Auf Deutsch');
  await signIn(ada.email);
  await page.goto('/my-data');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Meine Daten');
  await page.getByRole('button', { name: 'Um Löschung bitten' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Abbrechen' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect((await download(page, /HTML/)).text).toContain('<html lang="de"');
});

test('no page about own data has an axe violation or scrolls sideways', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await toldPerson(installation, 'Looked at');
  await signIn(ada.email);
  await page.goto('/my-data');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectFine(page, 'my data');
  await page.getByRole('button', { name: /^Ask/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectFine(page, 'the dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Ask for erasure' }).click();
  await expect(page.getByRole('button', { name: 'Take it back' })).toBeVisible();
  await expectFine(page, 'an open wish');
  await signIn('admin@example.com');
  await page.goto('/admin/erasures');
  const wish = page.getByRole('listitem').filter({ hasText: ada.userId }).first();
  await expect(wish).toBeVisible();
  await expectFine(page, 'the queue');
  await wish.getByRole('button', { name: /^Erase/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectFine(page, 'a decision');
});
