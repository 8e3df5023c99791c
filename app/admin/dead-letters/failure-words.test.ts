import { expect, it } from 'vitest';
import { failureWords } from './failure-words.ts';

it.each([
  ['event: invalid_value', 'Unknown event type'],
  ['RecordType: invalid_union', 'Unknown event type'],
  ['email: invalid_type', '“email” is missing, or of another kind than expected'],
  ['mail.destination.0: invalid_format', '“mail.destination.0” is not written as expected'],
  ['body: not_json', 'The body is not JSON'],
  ['timestamp: some_new_code', '“timestamp” cannot be read'],
  ['a failure of another form', '“a failure of another form” cannot be read'],
])('says what %s means', (failure, headline) => {
  expect(failureWords(failure)).toMatchObject({ headline, others: [] });
});

it('names the unknown event first, whatever else is wrong with it', () => {
  expect(failureWords('email: invalid_type; event: invalid_value; timestamp: missing')).toEqual({
    headline: 'Unknown event type',
    others: ['“email” is missing, or of another kind than expected', '“timestamp” is missing'],
    advice: expect.stringContaining('something new'),
  });
});

it('advises by what is wrong', () => {
  const advices = ['event: invalid_value', 'body: not_json', 'email: invalid_type'].map(
    (failure) => failureWords(failure).advice,
  );
  expect(new Set(advices).size).toBe(3);
});
