import { expect, it } from 'vitest';
import { Problem } from '#server/local/problem.ts';
import { escalationHelp, readEscalationOptions } from './options.ts';
import { recipients } from './recipients.ts';

const read = (...args: string[]) => readEscalationOptions(args);

it('plays the mail that nobody opens, for ten seconds', () => {
  expect(read()).toEqual({ recipients: ['unopened'], waitSeconds: 10, help: false });
});

it('takes every option', () => {
  expect(read('--recipient=machine-open', '--wait', '2m')).toMatchObject({
    recipients: ['machine-open'],
    waitSeconds: 120,
  });
  expect(read('--all', '--wait=1h')).toMatchObject({ recipients, waitSeconds: 3600 });
});

it('explains every recipient', () => {
  expect(recipients.length).toBeGreaterThan(3);
  for (const name of recipients) expect(escalationHelp).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
});

it.each([
  [['--wait=10'], '--wait takes a time from 1s to 1h'],
  [['--wait=0s'], '--wait takes a time'],
  [['--wait=2h'], '--wait takes a time'],
  [['--recipient=softbounce'], 'one of unopened, opened, machine-open, bounce, stop'],
  [['--recipient=opened', '--all'], 'leave out --recipient, or --all'],
  [['unopened'], 'Unexpected argument'],
  [['--volume=11'], 'Unknown option'],
])('says what is wrong with %j', (args, words) => {
  expect(() => read(...args)).toThrow(Problem);
  expect(() => read(...args)).toThrow(words);
});
