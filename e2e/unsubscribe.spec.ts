import type { APIRequestContext, Page } from '@playwright/test';
import { filledTemplates } from '#server/testing/installed-mails.ts';
import { installedPerson } from '#server/testing/installed-people.ts';
import { expect, type Installation, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

const news = {
  category: 'marketing',
  template: 'weekly-news',
  fill: { title: 'This week', intro: 'Hello', items: [{ title: 'One', text: 'Two' }] },
};
const oneClick = 'List-Unsubscribe=One-Click';
const encoded = { 'content-type': 'application/x-www-form-urlencoded' };

let count = 0;
/** Somebody of their own for each test, who gets mail and texts. */
async function someone(installation: Installation) {
  count += 1;
  const userId = `reader-${Date.now()}-${process.pid}-${count}`;
  const person = installedPerson(installation, userId);
  await person.has({ email: person.email, sms: '+4915112345678' });
  return {
    ...person,
    userId,
    scope: { may: 'unsubscribe', who: { userId }, category: 'marketing' } as const,
  };
}

async function isPlain(page: Page, answerHeaders: Record<string, string>): Promise<void> {
  expect(answerHeaders['cache-control']).toBe('no-store');
  expect(answerHeaders['referrer-policy']).toContain('no-referrer');
  expect(answerHeaders['x-robots-tag']).toContain('noindex');
  expect(answerHeaders['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(answerHeaders['set-cookie']).toBeUndefined();
  expect(await page.context().cookies()).toEqual([]);
}

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('one button unsubscribes, in force at once; one takes it back', async ({ page, installation }) => {
    const ada = await someone(installation);
    expect(await ada.told(news)).toMatchObject({ verdict: 'send' });
    const answer = await page.goto(ada.link(ada.scope));
    await isPlain(page, answer?.headers() ?? {});
    await expect(page.getByRole('heading', { name: 'Unsubscribe from News and offers?' })).toBeVisible();
    await expect(page.getByText(ada.userId)).toHaveCount(0);
    expect(await page.content()).not.toContain('example.com');
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await expect(page.getByRole('status')).toContainText('You are unsubscribed');
    expect(await ada.told(news)).toMatchObject({ verdict: 'skip', rule: 'category_off' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('status')).toContainText('The change is taken back');
    expect(await ada.told(news)).toMatchObject({ verdict: 'send' });
  });

  test('the mail that confirms it takes it back with one button', async ({ page, installation }) => {
    const ada = await someone(installation);
    await page.goto(ada.link(ada.scope));
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await expect(page.getByRole('status')).toBeVisible();
    const [asked, ...more] = await ada.asked();
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ category: 'security', template: 'wishes-changed' });
    const { html } = await ada.mailOf(asked?.notificationId ?? '');
    const link = /href="(https?:[^"]*\/unsubscribe[^"]*)"/.exec(html)?.[1] ?? '';
    const before = await ada.wishes();
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'Take back the change?' })).toBeVisible();
    expect(await ada.wishes()).toEqual(before);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await expect(page.getByRole('status')).toContainText('taken back');
    expect(await ada.told(news)).toMatchObject({ verdict: 'send' });
  });

  test('all that somebody chose can be changed through their link, and shows no address', async ({
    page,
    installation,
  }) => {
    const ada = await someone(installation);
    await page.goto(ada.link(ada.scope));
    await page.getByRole('link', { name: 'Choose what we write to you about' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What we write to you about');
    expect(await page.content()).not.toMatch(/example\.com|4915112345678/);
    const billing = page.getByRole('group', { name: 'Billing' });
    await expect(billing.getByRole('switch', { name: 'SMS' })).toBeChecked();
    await billing.getByRole('switch', { name: 'SMS' }).uncheck();
    await expect(page.getByRole('group', { name: 'Security' }).getByRole('switch').first()).toBeDisabled();
    await page.getByRole('switch', { name: /Keep quiet/ }).check();
    await page.getByLabel('Time zone').selectOption('Europe/Berlin');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toContainText('Saved');
    await expect(billing.getByRole('switch', { name: 'SMS' })).not.toBeChecked();
    expect(await ada.asked()).toHaveLength(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('status')).toContainText('taken back');
    await page.goto(ada.link({ may: 'preferences', who: { userId: ada.userId } }));
    await expect(billing.getByRole('switch', { name: 'SMS' })).toBeChecked();
    await expect(page.getByRole('switch', { name: /Keep quiet/ })).not.toBeChecked();
  });

  test('a link that is no good says what to do, whatever is wrong with it', async ({
    page,
    installation,
  }) => {
    const ada = await someone(installation);
    const links = [
      `${installation.url}/unsubscribe`,
      `${ada.link(ada.scope)}x`,
      ada.link(ada.scope, 401),
      ada.link({ may: 'preferences', who: { userId: ada.userId } }).replace('/manage', '/unsubscribe'),
    ];
    const seen = new Set<string>();
    for (const link of links) {
      const answer = await page.goto(link);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole('button')).toHaveCount(0);
      seen.add((await page.locator('main').innerHTML()).replace(/\s+/g, ' '));
    }
    expect(seen.size).toBe(1);
    await expect(page.getByRole('link', { name: 'Sign in to your preferences' })).toBeVisible();
    await page.goto(ada.link({ may: 'preferences', who: { userId: ada.userId } }, 31));
    await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
    expect(await ada.wishes()).toHaveLength(2);
  });
});

test.describe('one click of a mail program', () => {
  const press = (request: APIRequestContext, url: string, options: object) =>
    request.post(url, { maxRedirects: 0, ...options });

  for (const [name, options] of [
    ['URL-encoded', { headers: encoded, data: oneClick }],
    ['multipart', { multipart: { 'List-Unsubscribe': 'One-Click' } }],
  ] as const) {
    test(`${name} is in force before the answer, once, without cookie or redirect`, async ({
      request,
      installation,
    }) => {
      const ada = await someone(installation);
      const before = await ada.wishes();
      for (let time = 0; time < 3; time += 1) {
        const answer = await press(request, ada.link(ada.scope), options);
        expect(answer.status()).toBe(200);
        expect(answer.headers()['set-cookie']).toBeUndefined();
        expect((await ada.wishes()).length).toBe(before.length + 1);
      }
      expect(await ada.told(news)).toMatchObject({ verdict: 'skip', rule: 'category_off' });
      expect(await ada.asked()).toHaveLength(2);
    });
  }

  test('counts from anywhere, whatever the browser says of its origin', async ({ request, installation }) => {
    const ada = await someone(installation);
    const headers = { ...encoded, origin: 'null', 'sec-fetch-site': 'cross-site' };
    const answer = await press(request, ada.link(ada.scope), { headers, data: oneClick });
    expect(answer.status()).toBe(200);
  });

  test('is nothing else: not another form, not another method, not what is too large', async ({
    request,
    installation,
  }) => {
    const ada = await someone(installation);
    const before = await ada.wishes();
    const url = ada.link(ada.scope);
    for (const data of ['', 'List-Unsubscribe=Two', 'undo=1', `${oneClick}&a=${'a'.repeat(20_000)}`]) {
      expect((await press(request, url, { headers: encoded, data })).status()).toBe(400);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await request.fetch(url, { method, headers: encoded, data: oneClick })).status()).toBe(405);
    }
    expect((await press(request, `${url}x`, { headers: encoded, data: oneClick })).status()).toBe(404);
    expect(await ada.wishes()).toEqual(before);
  });
});

test('a scanner that fetches every link of every mail changes nothing', async ({ request, installation }) => {
  test.setTimeout(180_000);
  const ada = await someone(installation);
  const categories = ['security', 'billing', 'product', 'marketing'];
  let fetched = 0;
  const mails: string[] = [];
  for (const { template, fill } of filledTemplates) {
    for (const category of categories) {
      const { notificationId } = await ada.told({ category, template, fill });
      const { html, text } = await ada.mailOf(notificationId);
      mails.push(html, text);
    }
  }
  // A mail that confirms a change is sent by a change.
  await request.post(ada.link(ada.scope), { headers: encoded, data: oneClick });
  for (const { notificationId, template } of await ada.asked()) {
    if (template === 'wishes-changed') mails.push((await ada.mailOf(notificationId)).html);
  }
  const links = mails.flatMap((mail) => mail.match(/https?:\/\/[^\s"'<>]+/g) ?? []);
  const ours = new Set(
    links.map((link) => link.replaceAll('&amp;', '&')).filter((link) => link.startsWith(installation.url)),
  );
  const before = await ada.wishes();
  for (const link of ours) {
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
      const answer = await request.fetch(link, { method });
      expect([link.length > 0, answer.status()]).toEqual([true, 200]);
      fetched += 1;
    }
  }
  // The unsubscribe and the manage link of each marketing mail at least.
  expect(ours.size).toBeGreaterThanOrEqual(2 * filledTemplates.length);
  expect(fetched).toBe(4 * ours.size);
  expect(await ada.wishes()).toEqual(before);
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('the page and the mail that confirms it speak German', async ({ page, installation }) => {
    const ada = await someone(installation);
    await page.goto(ada.link(ada.scope));
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('heading')).toHaveText('„Neues und Angebote“ abbestellen?');
    await page.getByRole('button', { name: 'Abbestellen' }).click();
    await expect(page.getByRole('status')).toContainText('Abbestellt');
    const [asked] = await ada.asked();
    expect(asked?.fill).toMatchObject({ language: 'de' });
  });
});

test('every state has no axe violation and fits 320 px, by keyboard alone', async ({
  page,
  installation,
}) => {
  const ada = await someone(installation);
  const check = (state: string) => expectFine(page, state);
  await page.goto(ada.link(ada.scope));
  await check('asked');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Unsubscribe' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toBeVisible();
  await check('done');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('taken back');
  await check('undone');
  await page.goto(`${ada.link(ada.scope)}x`);
  await check('no good');
  const manage = ada.link({ may: 'preferences', who: { userId: ada.userId } });
  await page.goto(manage);
  await check('manage');
  await page.getByRole('group', { name: 'Billing' }).getByRole('switch', { name: 'SMS' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('Saved');
  await check('saved');
  await page.goto(`${manage}x`);
  await check('manage no good');
});
