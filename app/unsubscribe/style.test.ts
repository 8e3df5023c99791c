import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { style } from './style.ts';

it('has the colours of the other pages', () => {
  const globals = readFileSync(new URL('../globals.css', import.meta.url), 'utf8');
  const colours = [...style.matchAll(/^ {2}--[\w-]+: .*;$/gm)].map(([line]) => line);
  expect(colours).toHaveLength(12);
  for (const colour of colours) expect(globals).toContain(`${colour}\n`);
});

it('names only colours that it has, and asks nobody for anything', () => {
  for (const [, name] of style.matchAll(/var\((--[\w-]+)\)/g)) expect(style).toContain(`  ${name}:`);
  expect(style).not.toMatch(/url\(|@import|@font-face/);
});
