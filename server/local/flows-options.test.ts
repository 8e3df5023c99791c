import { expect, it } from 'vitest';
import { readFlowsOptions } from './flows-options.ts';

it('takes the embedded engine unless one is named', () => {
  expect(readFlowsOptions([])).toStrictEqual({ engine: null, filters: [], help: false });
  expect(readFlowsOptions(['--engine=http://127.0.0.1:8288/', 'send'])).toStrictEqual({
    engine: 'http://127.0.0.1:8288',
    filters: ['send'],
    help: false,
  });
});

it.each([['--engine=8288'], ['--engine=ftp://127.0.0.1'], ['--engin=http://127.0.0.1']])(
  'refuses %s',
  (arg) => {
    expect(() => readFlowsOptions([arg])).toThrow(/needs an address|--help/);
  },
);
