import { test as base, expect } from '@playwright/test';
import { type Installation, openInstallation } from '#server/testing/running-installation.ts';

/**
 * Playwright's `test` with `installation`, the server under test beyond its pages, and `signIn`, which makes the
 * page a session of the person with this address. `admin@example.com` is an administrator.
 */
export const test = base.extend<{ signIn: (email: string) => Promise<void> }, { installation: Installation }>(
  {
    installation: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright demands the pattern, and this fixture needs no other.
      async ({}, use) => {
        const installation = await openInstallation(process.env.E2E_DATA_DIR ?? '');
        await use(installation);
        await installation.close();
      },
      { scope: 'worker' },
    ],
    signIn: async ({ page, installation }, use) => {
      await use(async (email) => {
        await page.goto(await installation.signInLink(email));
        // The link only leads to a button: what follows links without pressing anything must not use it up.
        await page.getByRole('main').getByRole('button').first().click();
        await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
      });
    },
  },
);

export { expect, type Installation };
