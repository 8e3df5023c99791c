import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Browser, Frame, FrameLocator, Page } from '@playwright/test';
import { SignJWT } from 'jose';
import { test as base, expect } from './fixtures.ts';
import { expectFine } from './page-checks.ts';
import { toldPerson } from './told-person.ts';

const key = process.env.EMBED_KEYS ?? '';
const configured = (process.env.EMBED_ORIGINS ?? '').split(',');
/** Not among them. */
const strangePort = 18_890;

interface Host {
  /** One that the server lets frame the center. */
  readonly origin: string;
  readonly strangeOrigin: string;
  /** Opens a page of the host, or of a stranger, which frames the address. */
  open(page: Page, address: string, origin?: string): Promise<FrameLocator>;
}

/** The host product: a web server for each of two origins, since browsers let no page of their own making reach this machine. */
const test = base.extend<object, { host: Host }>({
  host: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the pattern, and this fixture needs no other.
    async ({}, use, { parallelIndex }) => {
      const origin = configured[parallelIndex] ?? '';
      const strangeOrigin = `http://localhost:${strangePort + parallelIndex}`;
      const servers = [origin, strangeOrigin].map((one) => createServer(hostPage).listen(new URL(one).port));
      await Promise.all(servers.map((server) => once(server, 'listening')));
      await use({
        origin,
        strangeOrigin,
        async open(page, address, at = origin) {
          await page.goto(`${at}/?frame=${encodeURIComponent(address)}`);
          return page.frameLocator('iframe');
        },
      });
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => once(server.close(), 'close')));
    },
    { scope: 'worker' },
  ],
});

function hostPage(request: IncomingMessage, response: ServerResponse): void {
  const frame = new URL(request.url ?? '/', 'http://localhost').searchParams.get('frame') ?? 'about:blank';
  response.setHeader('content-type', 'text/html');
  response.end(
    `<!doctype html><html lang="en"><title>Host</title><h1>Host</h1><iframe title="Notifications" src="${frame.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" style="width:100%;height:700px;border:0"></iframe>`,
  );
}

async function tokenFor(audience: string, sub: string, change: object = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { aud: audience, sub, jti: randomUUID(), nbf: now, exp: now + 60, ...change };
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
}

async function withToken(baseURL: string, sub: string, change: object = {}): Promise<string> {
  return `${baseURL}/embed?token=${await tokenFor(baseURL, sub, change)}`;
}

/** A frame that its server lets nobody frame shows a page of the browser's own. */
async function isBlank(page: Page, browser: Browser): Promise<boolean> {
  expect(browser.browserType().name()).toBe('chromium');
  return innerOf(page)?.url().startsWith('chrome-error://') ?? false;
}

function innerOf(page: Page): Frame | undefined {
  return page.frames().find((one) => one !== page.mainFrame());
}

test('a person handed over sees their own inbox in the frame, choices and data too, and nobody else’s', async ({
  page,
  installation,
  host,
}) => {
  const [ada, bob] = [
    await toldPerson(installation, 'Only for Ada'),
    await toldPerson(installation, 'Only for Bob'),
  ];
  await expect(async () => {
    const frame = await host.open(page, await withToken(installation.url, ada.userId));
    await expect(frame.getByText('Only for Ada').first()).toBeVisible({ timeout: 3_000 });
    await expect(frame.getByText('Only for Bob')).toHaveCount(0);
  }).toPass();
  const frame = page.frameLocator('iframe');
  // The token has left the address, and nothing there leads to signing out or to staff.
  expect(innerOf(page)?.url()).toBe(`${installation.url}/`);
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
  host,
}) => {
  const ada = await toldPerson(installation, 'To be marked');
  await expect(async () => {
    const frame = await host.open(page, await withToken(installation.url, ada.userId));
    await expect(frame.getByText('To be marked').first()).toBeVisible({ timeout: 3_000 });
  }).toPass();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('link', { name: 'Preferences' }).click();
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.url().includes('preferences.pauseAll')),
    frame.getByRole('button', { name: 'For a day' }).click(),
  ]);
  expect(answer.status()).toBe(200);
  const forged = await page.request.post('/api/trpc/preferences.resumeAll', {
    headers: {
      origin: host.strangeOrigin,
      'sec-fetch-site': 'cross-site',
      'content-type': 'application/json',
    },
    data: {},
  });
  expect(forged.status()).toBe(403);
});

test('a token counts once, and nothing but a good one counts', async ({
  page,
  request,
  installation,
  host,
}) => {
  const ada = await toldPerson(installation, 'Once');
  const address = await withToken(installation.url, ada.userId);
  const first = await request.get(address, { maxRedirects: 0 });
  expect(first.status()).toBe(303);
  expect(first.headers()).toMatchObject({ location: '/embed/open', 'referrer-policy': 'no-referrer' });
  const bad = [
    address,
    await withToken(installation.url, ada.userId, { aud: 'https://other.example.com' }),
    await withToken(installation.url, ada.userId, { exp: 1_700_000_000 }),
    `${installation.url}/embed?token=nonsense`,
    `${installation.url}/embed`,
  ];
  for (const one of bad) {
    const answer = await request.get(one, { maxRedirects: 0 });
    expect(answer.status(), one).toBe(403);
    expect(answer.headers()['set-cookie']).toBeUndefined();
  }
  const frame = await host.open(page, address);
  await expect(frame.getByRole('heading', { name: 'This link cannot be used' })).toBeVisible();
});

test('a form takes the token as well, and the language comes along', async ({ page, installation }) => {
  const ada = await toldPerson(installation, 'Auf Deutsch');
  const token = await tokenFor(installation.url, ada.userId, { locale: 'de-AT' });
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
  host,
}) => {
  const ada = await toldPerson(installation, 'Framed');
  await host.open(page, await withToken(installation.url, ada.userId), host.strangeOrigin);
  await expect.poll(() => isBlank(page, browser)).toBe(true);
  for (const path of ['/sign-in', '/admin/messages', '/sign-out', '/unsubscribe']) {
    await host.open(page, `${installation.url}${path}`);
    await expect.poll(() => isBlank(page, browser), path).toBe(true);
  }
  for (const path of ['/', '/preferences', '/my-data', '/embed']) {
    const { 'content-security-policy': policy = '', 'x-frame-options': old } = (
      await request.get(path, { maxRedirects: 0 })
    ).headers();
    expect(policy).toContain(`frame-ancestors ${configured.join(' ')}`);
    expect(old).toBeUndefined();
  }
});

test('without a session the frame says to load the page again, in place of a sign-in form', async ({
  page,
  installation,
  host,
}) => {
  const frame = await host.open(page, `${installation.url}/`);
  await expect(frame.getByRole('heading', { name: 'You were away for a while' })).toBeVisible();
});

test('whoever signs in by themselves is no longer whom the host handed over', async ({
  page,
  installation,
  signIn,
}) => {
  const ada = await toldPerson(installation, 'First');
  await page.goto(await withToken(installation.url, ada.userId));
  await expect(page.getByRole('button', { name: 'Menu' })).toBeVisible();
  await signIn('admin@example.com');
  await page.goto('/admin/messages');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/messages/);
});

test('no page for a frame has an axe violation', async ({ page, installation }) => {
  const ada = await toldPerson(installation, 'Framed');
  await page.goto(await withToken(installation.url, ada.userId));
  for (const path of ['/', '/my-data', '/embed/ended']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
    await expectFine(page, path);
  }
});

for (const width of [320, 768]) {
  test(`a frame of ${width} px does not scroll sideways`, async ({ page, installation, host }) => {
    await page.setViewportSize({ width, height: 800 });
    const ada = await toldPerson(installation, 'Narrow');
    const frame = await host.open(page, await withToken(installation.url, ada.userId));
    await expect(frame.getByRole('navigation').first()).toBeVisible();
    const sideways = await innerOf(page)?.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways).toBe(0);
  });
}
