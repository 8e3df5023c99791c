import { expect, it } from 'vitest';
import { serverNodeOptions } from './node-options.ts';

it('gives the server more room for what is young', () => {
  expect(serverNodeOptions(undefined)).toBe('--max-semi-space-size=64');
});

it('puts the given options last, where they count', () => {
  expect(serverNodeOptions('--max-semi-space-size=16 --inspect')).toBe(
    '--max-semi-space-size=64 --max-semi-space-size=16 --inspect',
  );
});
