import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect } from './fixtures.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All that depends on colours: in the dark nothing else can be wrong that is right in the light. */
const colours = ['color-contrast', 'link-in-text-block'];
const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [320, 768, 1440].map((width) => ({ colorScheme, width })),
);

/**
 * Fails unless the page, in the state it is in, has no axe violation and does not scroll sideways in any look: light
 * and dark, from the width of a small telephone to a wide one.
 */
export async function expectFine(page: Page, state: string): Promise<void> {
  const size = page.viewportSize();
  for (const { colorScheme, width } of looks) {
    const look = `${state}: ${colorScheme}, ${width} px wide`;
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await endAnimations(page);
    const found = { look, violations: await violations(page, colorScheme), overflow: await overflow(page) };
    expect(found).toEqual({ look, violations: [], overflow: 0 });
  }
  await page.emulateMedia({ colorScheme: null });
  if (size) await page.setViewportSize(size);
}

/** What axe finds wrong on the page as it is: one line for each rule, with the elements it names. */
export async function violations(page: Page, colorScheme: 'light' | 'dark' = 'light'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const runOnly = colorScheme === 'light' ? wcag : { type: 'rule', values: colours };
  // Of what passes, one element a rule is enough to see that axe looked.
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  let found: string[] = [];
  // Right after a look has changed axe was seen to find nothing to look at, once in hundreds: then it looks again.
  await expect(async () => {
    const results = await page.evaluate<AxeResults>(`axe.run(${options})`);
    expect(results.passes.length).toBeGreaterThan(colorScheme === 'light' ? 5 : 0);
    found = results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  }).toPass({ timeout: 15_000 });
  return found;
}

/** By how many pixels the page scrolls sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Colours half-way between two themes are nobody's to read. */
async function endAnimations(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    for (const animation of document.getAnimations()) {
      if (Number.isFinite(Number(animation.effect?.getComputedTiming().endTime))) animation.finish();
    }
  });
}
