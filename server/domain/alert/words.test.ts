import { describe, expect, it } from 'vitest';
import type { AlertCause } from './cause.ts';
import { alertRuleIds } from './rules.ts';
import {
  causeSentences,
  countText,
  marksText,
  percentText,
  rateText,
  subjectText,
  windowText,
} from './words.ts';

it.each([
  [0, '0 %'],
  [0.0005, '0.05 %'],
  [0.00049, '0.049 %'],
  [0.001, '0.1 %'],
  [0.0025, '0.25 %'],
  [0.02, '2 %'],
  [0.9497, '94.97 %'],
  [0.9, '90 %'],
  [1, '100 %'],
  [1.5, '150 %'],
])('writes %s as %s', (rate, text) => {
  expect(percentText(rate)).toBe(text);
});

it('tells every rule in words of its own', () => {
  const scope = { kind: 'stream', name: 'marketing' } as const;
  const told = alertRuleIds.map((rule) => `${subjectText({ rule, scope })}, ${windowText(rule)}`);
  expect(told).toEqual([
    'Complaints about marketing mail, 24 hours',
    'Complaints about marketing mail, 7 days',
    'Delivery of marketing mail, 24 hours',
    'Delivery of marketing mail, 7 days',
    'Bounces of marketing mail, 24 hours',
    'Bounces of marketing mail, 7 days',
  ]);
});

it('tells the mail that is meant', () => {
  const subject = (scope: Parameters<typeof subjectText>[0]['scope']) =>
    subjectText({ rule: 'complaints-24h', scope });
  expect(subject({ kind: 'recipient_domain', name: 'gmail.com' })).toBe('Complaints about mail to gmail.com');
  expect(subject({ kind: 'stream', name: 'unknown' })).toBe('Complaints about mail of no known category');
});

it('tells what was counted, and by which marks it is judged', () => {
  expect(countText('complaints-24h', { count: 1, of: 1_200 })).toBe(
    '1 complaint about 1,200 delivered mails',
  );
  expect(countText('deliveries-24h', { count: 940, of: 1_000 })).toBe(
    '940 of 1,000 mails delivered whose outcome is known',
  );
  expect(countText('bounces-7d', { count: 30, of: 1_000 })).toBe(
    '30 hard bounces of 1,000 mails whose outcome is known',
  );
  expect(rateText({ count: 0, of: 0 })).toBe('no mail');
  expect(marksText('complaints-24h', { warning: 0.0005, critical: 0.001, resolved: 0.0004 })).toBe(
    'Warning from 0.05 %, critical from 0.1 %, over below 0.04 %',
  );
  expect(marksText('deliveries-24h', { warning: 0.95, critical: 0.9, resolved: 0.96 })).toBe(
    'Warning below 95 %, critical below 90 %, over above 96 %',
  );
});

describe('the likely cause', () => {
  const measured = { count: 45, of: 20_000 };
  const cause = (changes: Partial<AlertCause>): AlertCause => ({
    part: { dimension: 'template', value: 'spring-sale', count: 41, of: 6_000 },
    others: { count: 4, of: 14_000 },
    codes: [],
    ...changes,
  });

  it('is told with its numbers, and with how all other mail fares', () => {
    expect(causeSentences('complaints-24h', measured, cause({}))).toEqual([
      'The template “spring-sale” brings 41 of the 45 complaints, but only 30 % of the mail. All other mail stands at 0.029 %.',
    ]);
  });

  it('says so when nothing stands out', () => {
    expect(causeSentences('complaints-24h', measured, cause({ part: null, others: null }))).toEqual([
      'Nothing stands out: no template, category, provider or recipient domain brings more than its share of the complaints.',
    ]);
  });

  it('explains the code that most bounces carry', () => {
    const codes = [
      { code: '5.7', count: 310 },
      { code: '5.1', count: 20 },
    ];
    const part = { dimension: 'recipient_domain', value: 'gmail.com', count: 310, of: 1_000 } as const;
    expect(
      causeSentences(
        'bounces-24h',
        { count: 330, of: 10_000 },
        cause({ part, others: { count: 20, of: 9_000 }, codes }),
      ),
    ).toEqual([
      'Mail to gmail.com brings 310 of the 330 bounces, but only 10 % of the mail. All other mail stands at 0.22 %.',
      '310 of 330 bounces that came with a code carry 5.7: refused by policy (authentication, reputation or a block list).',
    ]);
  });
});
