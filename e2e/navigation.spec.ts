import { expect, test } from './fixtures.ts';

test('staff see their own first, with the way to the admin area and back', async ({ page, signIn }) => {
  await signIn('support@example.com');
  await page.goto('/');
  await page.getByRole('link', { name: 'Admin area' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Messages' })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'My notifications' })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeAttached();
});

test('nobody is shown the way to a page that turns them away', async ({ page, signIn }) => {
  const places = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  await signIn('support@example.com');
  await page.goto('/admin/messages');
  await expect(places.filter({ hasText: 'Alerts' })).toBeVisible();
  await expect(places.filter({ hasText: /API keys|Erasures/ })).toHaveCount(0);
  await signIn('admin@example.com');
  await page.goto('/admin/messages');
  await expect(places.filter({ hasText: /API keys|Erasures/ })).toHaveCount(2);
  await signIn('nobody-special@example.com');
  await page.goto('/');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Admin area' })).toHaveCount(0);
});

test('an address that cannot be read leads nowhere', async ({ request }) => {
  for (const path of ['/%E0%A4%A', '/admin/messages/%E0%A4%A', '/admin/messages/%00']) {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(404);
    expect(await answer.text()).toContain('There is no such page');
  }
});
