import { expect, test } from './fixtures.ts';

test('an admin makes a key, tries it in the reference, and revokes it', async ({ page, request, signIn }) => {
  await signIn('admin@example.com');
  await page.goto('/admin/api-keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('reading backend');
  await page.getByRole('checkbox', { name: 'Find messages' }).check();
  await page.getByRole('button', { name: 'Make key' }).click();
  const key = (await page.getByText(/^ek_[0-9a-f]{16}_[\w-]{43}$/).textContent()) ?? '';
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText(key)).toHaveCount(0);

  await page.goto('/api/docs#listMessages');
  await page.getByLabel('API key').fill(key);
  const operation = page.locator('#listMessages');
  await operation.getByRole('textbox', { name: 'recipient' }).fill('gone.since.may@example.com');
  await expect(operation.getByText(/^curl/)).toContainText('recipient=gone.since.may%40example.com');
  await operation.getByRole('button', { name: 'Send' }).click();
  const answer = operation.getByRole('region', { name: 'Answer' });
  await expect(answer).toContainText('200');
  await expect(answer).toContainText('"recipient": "gone.since.may@example.com"');

  const ask = (path: string) =>
    request.get(`/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask('/suppressions')).status()).toBe(403);
  await page.goto('/admin/api-keys');
  await page.getByRole('button', { name: 'Revoke reading backend' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(async () => expect((await ask('/messages')).status()).toBe(401)).toPass({ timeout: 5_000 });
});

test('a path that nobody serves is answered with problem details, at the root too', async ({ request }) => {
  for (const path of ['/api/v1', '/api/v1/none']) {
    const answer = await request.get(path);
    expect(answer.headers()['content-type']).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 404, code: 'no_such_path' });
  }
});
