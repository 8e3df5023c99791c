import { randomUUID } from 'node:crypto';
import type { Browser, FrameLocator, Page } from '@playwright/test';
import { SignJWT } from 'jose';
import { expect, test } from './fixtures.ts';
import { violations } from './page-checks.ts';
import { toldPerson } from './told-person.ts';

/** As `playwright.config.ts` configures the server; nothing listens there, for the browser is given the host's pages here. */
const hostOrigin = process.env.EMBED_ORIGINS ?? '';
const strangeOrigin = 'http://localhost:4999';
const key = process.env.EMBED_KEYS ?? '';

async function tokenFor(audience: string, sub: string, change: object = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { aud: audience, sub, jti: randomUUID(), nbf: now, exp: now + 60, ...change };
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
}

/** Opens a page of the host at this origin, which frames the address. */
async function openHost(page: Page, address: string, origin = hostOrigin): Promise<FrameLocator> {
  await page.route(`${origin}/**`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><title>Host</title><main><h1>Host</h1><iframe title="Notifications" src="${address}" style="width:100%;height:700px;border:0"></iframe></main>`,
    }),
  );
  await page.goto(`${origin}/`);
  return page.frameLocator('iframe');
}

async function withToken(baseURL: string, sub: string, change: object = {}): Promise<string> {
  return `${baseURL}/embed?token=${await tokenFor(baseURL, sub, change)}`;
}

/** A frame that its server lets nobody frame shows a page of the browser's own. */
async function isBlank(page: Page, browser: Browser): Promise<boolean> {
  expect(browser.browserType().name()).toBe('chromium');
  const frame = page.frames().find((one) => one !== page.mainFrame());
  return frame?.url().startsWith('chrome-error://') ?? false;
}

test('a person handed over sees their own inbox in the frame, choices and data too, and nobody else’s', async ({
  page,
  installation,
  baseURL = '',
}) => {
  const [ada, bob] = [
    await toldPerson(installation, 'Only for Ada'),
    await toldPerson(installation, 'Only for Bob'),
  ];
  await expect(async () => {
    const frame = await openHost(page, await withToken(baseURL, ada.userId));
    await expect(frame.getByText('Only for Ada').first()).toBeVisible({ timeout: 3_000 });
    await expect(frame.getByText('Only for Bob')).toHaveCount(0);
  }).toPass();
  const frame = page.frameLocator('iframe');
  // The token has left the address, and nothing there leads to signing out or to staff.
  expect(
    page
      .frames()
      .map((one) => one.url())
      .join(' '),
  ).not.toContain('token');
  await frame.getByRole('button', { name: 'Menu' }).click();
  await expect(frame.getByRole('link', { name: 'Sign out' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await frame.getByRole('link', { name: 'My data' }).click();
  await expect(frame.getByRole('heading', { level: 1, name: 'My data' })).toBeVisible();
  await expect(frame.getByText(/The id under which the app you came from knows you/)).toBeVisible();
  await frame.getByRole('link', { name: 'Preferences' }).click();
  await expect(frame.getByRole('heading', { level: 1, name: 'Preferences' })).toBeVisible();

  const file = await page.request.get('/my-data/export.ndjson');
  const text = await file.text();
  expect(text).toContain(ada.userId);
  expect(text).not.toContain(bob.userId);
  const session = await page.context().cookies();
  expect(session.find(({ name }) => name === 'earshot.embedded')).toMatchObject({ httpOnly: true });
  expect((await page.request.get('/admin/messages', { maxRedirects: 0 })).status()).toBe(307);
});

test('marks are kept from within the frame, and refused when another site sends them', async ({
  page,
  installation,
  baseURL = '',
}) => {
  const ada = await toldPerson(installation, 'To be marked');
  await expect(async () => {
    const frame = await openHost(page, await withToken(baseURL, ada.userId));
    await expect(frame.getByText('To be marked').first()).toBeVisible({ timeout: 3_000 });
  }).toPass();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('link', { name: 'Preferences' }).click();
  const [answer] = await Promise.all([
    page.waitForResponse(({ url }) => url().includes('preferences.pauseAll')),
    frame.getByRole('button', { name: 'For a day' }).click(),
  ]);
  expect(answer.status()).toBe(200);
  const forged = await page.request.post('/api/trpc/preferences.resumeAll', {
    headers: { origin: strangeOrigin, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
    data: {},
  });
  expect(forged.status()).toBe(403);
});

test('a token counts once, and nothing but a good one counts', async ({
  page,
  request,
  installation,
  baseURL = '',
}) => {
  const ada = await toldPerson(installation, 'Once');
  const address = await withToken(baseURL, ada.userId);
  const first = await request.get(address, { maxRedirects: 0 });
  expect(first.status()).toBe(303);
  expect(first.headers()).toMatchObject({ location: '/embed/open', 'referrer-policy': 'no-referrer' });
  const bad = [
    address,
    await withToken(baseURL, ada.userId, { aud: 'https://other.example.com' }),
    await withToken(baseURL, ada.userId, { exp: 1_700_000_000 }),
    `${baseURL}/embed?token=nonsense`,
    `${baseURL}/embed`,
  ];
  for (const one of bad) {
    const answer = await request.get(one, { maxRedirects: 0 });
    expect(answer.status(), one).toBe(403);
    expect(answer.headers()['set-cookie']).toBeUndefined();
  }
  const frame = await openHost(page, address);
  await expect(frame.getByRole('heading', { name: 'This link cannot be used' })).toBeVisible();
});

test('a form takes the token as well, and the language comes along', async ({
  page,
  installation,
  baseURL = '',
}) => {
  const ada = await toldPerson(installation, 'Auf Deutsch');
  const token = await tokenFor(baseURL, ada.userId, { locale: 'de-AT' });
  const answer = await page.request.post('/embed', { form: { token }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  await page.goto('/my-data');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Meine Daten');
});

test('only configured origins may frame the center, and nobody its sign-in and admin pages', async ({
  page,
  browser,
  request,
  installation,
  baseURL = '',
}) => {
  const ada = await toldPerson(installation, 'Framed');
  await openHost(page, await withToken(baseURL, ada.userId), strangeOrigin);
  await expect.poll(() => isBlank(page, browser)).toBe(true);
  for (const path of ['/sign-in', '/admin/messages', '/sign-out', '/unsubscribe']) {
    await openHost(page, `${baseURL}${path}`);
    await expect.poll(() => isBlank(page, browser), path).toBe(true);
  }
  for (const path of ['/', '/preferences', '/my-data', '/embed']) {
    const { 'content-security-policy': policy = '', 'x-frame-options': old } = (
      await request.get(path, { maxRedirects: 0 })
    ).headers();
    expect(policy).toContain(`frame-ancestors ${hostOrigin}`);
    expect(old).toBeUndefined();
  }
});

test('without a session the frame says to load the page again, in place of a sign-in form', async ({
  page,
  baseURL = '',
}) => {
  const frame = await openHost(page, `${baseURL}/`);
  await expect(frame.getByRole('heading', { name: 'You were away for a while' })).toBeVisible();
});

test('whoever signs in by themselves is no longer whom the host handed over', async ({
  page,
  installation,
  signIn,
  baseURL = '',
}) => {
  const ada = await toldPerson(installation, 'First');
  await page.goto(await withToken(baseURL, ada.userId));
  await expect(page.getByRole('button', { name: 'Menu' })).toBeVisible();
  await signIn('admin@example.com');
  await page.goto('/admin/messages');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/messages/);
});

for (const width of [320, 768]) {
  test(`a frame of ${width} px has no axe violation and does not scroll sideways`, async ({
    page,
    installation,
    baseURL = '',
  }) => {
    await page.setViewportSize({ width, height: 800 });
    const ada = await toldPerson(installation, 'Narrow');
    await page.goto(await withToken(baseURL, ada.userId));
    for (const path of ['/', '/my-data', '/embed/ended']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
      expect({ path, found: await violations(page) }).toEqual({ path, found: [] });
    }
    const frame = await openHost(page, await withToken(baseURL, ada.userId));
    await expect(frame.getByRole('navigation').first()).toBeVisible();
    const inner = page.frames().find((one) => one !== page.mainFrame());
    const sideways = await inner?.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBe(0);
  });
}
