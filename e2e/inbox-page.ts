import type { Page } from '@playwright/test';
import { expect, type Installation } from './fixtures.ts';

/** Somebody with addresses of their own, and what is sent to them. */
export async function person(installation: Installation, name: string) {
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

export const row = (page: Page, title: string) =>
  page
    .getByRole('region', { name: /^(Notifications|Benachrichtigungen)$/ })
    .getByRole('link', { name: title });
export const pane = (page: Page) => page.getByRole('article');
export const rail = (page: Page) =>
  pane(page).getByRole('region', { name: /^How we (?:reached|tried to reach) you$/ });

/** Waits until the read models have it, and opens the page anew: what arrives while it is open waits to be let in. */
export async function openWith(page: Page, address: string, title: string): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await expect(row(page, title)).toBeVisible({ timeout: 1_000 });
  }).toPass();
}
