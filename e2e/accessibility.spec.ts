import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectFine } from './page-checks.ts';

async function openSomeTimeline(page: Page): Promise<void> {
  await page.goto('/admin/messages');
  await page.locator('a[href^="/admin/messages/"]').first().click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
}

async function openSomeOperation(page: Page): Promise<void> {
  await page.goto('/api/docs#putPreferences');
  await expect(page.getByRole('textbox', { name: 'Body' })).toBeVisible();
}

const pages: readonly { name: string; open: (page: Page) => Promise<unknown> }[] = [
  { name: 'the explorer', open: (page) => page.goto('/admin/messages') },
  { name: 'a filter that hides all', open: (page) => page.goto('/admin/messages?q=nobody-has-this-address') },
  { name: 'a timeline', open: openSomeTimeline },
  { name: 'an unknown message', open: (page) => page.goto('/admin/messages/no-such-message') },
  { name: 'API keys', open: (page) => page.goto('/admin/api-keys') },
  { name: 'erasures', open: (page) => page.goto('/admin/erasures') },
  { name: 'sunset', open: (page) => page.goto('/admin/sunset') },
  { name: 'the read models', open: (page) => page.goto('/admin/projections') },
  { name: 'the API reference', open: openSomeOperation },
  { name: 'an unknown page', open: (page) => page.goto('/no-such-page') },
  { name: 'the local mailbox', open: (page) => page.goto('/local/mailbox') },
  { name: 'sign-in', open: (page) => page.goto('/sign-in') },
  { name: 'signing out', open: (page) => page.goto('/sign-out') },
];

for (const { name, open } of pages) {
  test(`${name} has no axe violation, does not scroll sideways and asks nothing that is refused`, async ({
    page,
    signIn,
  }) => {
    await signIn('admin@example.com');
    const refused: string[] = [];
    page.on('response', (answer) => {
      const isRefused = answer.status() === 400 || answer.status() >= 500;
      if (isRefused && answer.url().includes('/api/trpc/')) refused.push(answer.url());
    });
    await open(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectFine(page, name);
    expect(refused).toEqual([]);
  });
}

test('a person finds a message and reads its timeline by keyboard alone', async ({ page, signIn }) => {
  await signIn('admin@example.com');
  await page.goto('/admin/messages');
  await expect(page.locator('a[href^="/admin/messages/"]').nth(3)).toBeVisible();
  // Until the page is awake it forgets what is pressed.
  await expect(async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('textbox', { name: /^Search/ })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type('gone.since.may@example.com');
  await expect(page).toHaveURL(/q=gone/);
  await expect(page.locator('a[href^="/admin/messages/"]')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await page.keyboard.press('j');
  await expect(page.locator('a[href^="/admin/messages/"]').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/q=gone/);
});
