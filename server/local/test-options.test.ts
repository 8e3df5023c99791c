import { expect, it } from 'vitest';
import { readTestOptions } from './test-options.ts';

it('runs everything unless kinds are named', () => {
  expect(readTestOptions([])).toEqual({ kinds: ['unit', 'int', 'e2e'], filters: [], help: false });
  expect(readTestOptions(['--e2e', '--unit', 'inbox'])).toEqual({
    kinds: ['unit', 'e2e'],
    filters: ['inbox'],
    help: false,
  });
});

it('names an unknown option', () => {
  expect(() => readTestOptions(['--ent'])).toThrow("Unknown option '--ent'. See: npm test -- --help");
});
