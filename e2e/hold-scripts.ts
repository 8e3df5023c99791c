import type { Page } from '@playwright/test';

const scripts = '**/_next/static/**/*.js';

/** From now on pages come without their scripts, until what this returns is called: as for somebody with a slow line. */
export async function holdScripts(page: Page): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(scripts, async (route) => {
    await released;
    // A page that was left wants them no more.
    await route.continue().catch(() => undefined);
  });
  return async () => {
    release();
    await page.unroute(scripts);
  };
}
