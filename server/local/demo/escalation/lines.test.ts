import { expect, it } from 'vitest';
import { linesOf, printed, waitingLine } from './lines.ts';
import { sampleAsked, sampleEntry, sampleMessage, sampleStep, sampleUnopened } from './sample-told.ts';

it('tells an escalation in the order in which it happened, each thing once', () => {
  expect(linesOf(sampleUnopened, sampleAsked).map(printed)).toEqual([
    '    0.1 s  escalation planned: a text message, unless the mail is opened within 10 s of its delivery',
    '    0.1 s  mail       decided: send it, for nothing stands in the way (10 checks)',
    '    0.1 s  mail       requested',
    '    0.2 s  mail       accepted by some-provider',
    '    2.2 s  mail       delivered',
    '   12.5 s  escalation a text message is next: the mail was not opened in time',
    '   12.5 s  text       decided: send it, for nothing stands in the way (10 checks)',
    '   12.5 s  text       requested',
    '   12.6 s  text       accepted by some-provider',
    '   13.6 s  text       sent',
    '   16.6 s  text       delivered',
  ]);
  const keys = linesOf(sampleUnopened, sampleAsked).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

it('says what was waited for while it is waited for, and not before or after', () => {
  const planned = { ...sampleUnopened, text: null, escalation: sampleUnopened.escalation.slice(0, 1) };
  const waiting = waitingLine(planned, sampleAsked);
  expect(waiting && printed(waiting)).toBe('                      waiting 10 s for it to be opened …');
  const undelivered = { ...planned, mail: sampleMessage(planned.mail.timeline.slice(0, 2)) };
  expect(waitingLine(undelivered, sampleAsked)).toBeNull();
  expect(waitingLine(sampleUnopened, sampleAsked)).toBeNull();
});

it('tells a machine’s open from a person’s, and why no text message is sent', () => {
  const wordsOf = (entry: Parameters<typeof sampleEntry>[2]) =>
    linesOf(
      { mail: sampleMessage([sampleEntry('opened', 3_000, entry)]), text: null, escalation: [] },
      sampleAsked,
    )
      .map(({ words }) => words)
      .slice(1);
  expect(wordsOf({ machine: 'likely_machine' })).toEqual(['opened by a machine, which does not count']);
  expect(wordsOf({ machine: 'human' })).toEqual(['opened']);
  const steps = [
    sampleStep('cancelled', 1, { seen: 'opened' }),
    sampleStep('skipped', 2, { reason: 'suppressed' }),
    sampleStep('skipped', 3, { reason: 'over_cost_cap' }),
    sampleStep('ended', 4, { reason: 'held_back' }),
    sampleStep('intended', 5, { because: 'hard_bounced' }),
  ];
  const told = { mail: { decision: null, timeline: [] }, text: null, escalation: steps };
  expect(linesOf(told, sampleAsked).map(({ words }) => words)).toEqual([
    'over: the person has opened the mail',
    'no text message: the person wants none at this number',
    'no text message: over_cost_cap',
    'ended: held back',
    'a text message is next: the mail bounced',
  ]);
});

it('tells what a provider said when it refused, and what was decided against', () => {
  const bounced = sampleEntry('hard_bounced', 3_000, { reason: '550 5.1.1 There is no such mailbox' });
  const decision = {
    verdict: 'skip' as const,
    rule: 'suppressed',
    decidedAt: bounced.occurredAt,
    checks: [],
  };
  const told = { mail: { decision, timeline: [bounced] }, text: null, escalation: [] };
  expect(linesOf(told, sampleAsked).map(({ words }) => words)).toEqual([
    'decided: do not send it (suppressed)',
    'hard bounced: 550 5.1.1 There is no such mailbox',
  ]);
});

it('tells nothing of a message before it is told that it was decided', () => {
  const mail = { ...sampleUnopened.mail, decision: null };
  const lines = linesOf({ ...sampleUnopened, mail }, sampleAsked);
  expect(lines.filter(({ what }) => what === 'mail')).toEqual([]);
  expect(lines.some(({ what }) => what === 'text')).toBe(true);
});
