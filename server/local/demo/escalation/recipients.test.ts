import { describe, expect, it } from 'vitest';
import { brokenPromise, type Recipient, recipients } from './recipients.ts';
import { sampleEntry, sampleMessage, sampleStep, sampleUnopened } from './sample-told.ts';
import { isOver, type Told } from './told.ts';

const textedBecause = (because: string, ...heard: Parameters<typeof sampleEntry>[]): Told => ({
  ...sampleUnopened,
  mail: sampleMessage([...sampleUnopened.mail.timeline, ...heard.map((entry) => sampleEntry(...entry))]),
  escalation: [sampleStep('planned', 100), sampleStep('intended', 12_500, { because })],
});
const closedBy = (...step: Parameters<typeof sampleStep>): Told => ({
  ...sampleUnopened,
  escalation: [sampleStep('planned', 100), sampleStep(...step)],
  text: null,
});

const machineOpen = ['opened', 5_000, { machine: 'likely_machine' }] as const;
const goodEnds: Record<Recipient, Told> = {
  unopened: sampleUnopened,
  opened: closedBy('cancelled', 9_000, { seen: 'opened' }),
  'machine-open': textedBecause('not_opened_in_time', [...machineOpen]),
  bounce: textedBecause('hard_bounced'),
  stop: closedBy('skipped', 12_500, { reason: 'suppressed' }),
};

describe.each(recipients)('the promise of %s', (name) => {
  it('is kept by its own end and by no other', () => {
    expect(isOver(goodEnds[name])).toBe(true);
    expect(brokenPromise(name, goodEnds[name])).toBeNull();
    // A mail that a machine opened was not opened, so that end keeps both promises.
    const others = recipients.filter(
      (other) => other !== name && !(name === 'unopened' && other === 'machine-open'),
    );
    for (const other of others) expect([other, brokenPromise(name, goodEnds[other])]).not.toContain(null);
  });

  it('is broken as long as nothing is known', () => {
    const nothing: Told = { mail: { decision: null, timeline: [] }, text: null, escalation: [] };
    expect(isOver(nothing)).toBe(false);
    expect(brokenPromise(name, nothing)).toContain('nothing yet');
  });
});

it('is broken by a second text message, and by one that does not arrive', () => {
  const texts = sampleUnopened.text?.timeline ?? [];
  const twice = { ...sampleUnopened, text: sampleMessage([...texts, sampleEntry('requested', 13_000)]) };
  expect(brokenPromise('unopened', twice)).toContain('texted twice');
  const lost = {
    ...sampleUnopened,
    text: sampleMessage([...texts.slice(0, 3), sampleEntry('failed', 16_000)]),
  };
  expect(isOver(lost)).toBe(true);
  expect(brokenPromise('unopened', lost)).toContain('nothing yet');
});

it('is not over while the text message is under way', () => {
  const underWay = {
    ...sampleUnopened,
    text: sampleMessage(sampleUnopened.text?.timeline.slice(0, 3) ?? []),
  };
  expect(isOver(underWay)).toBe(false);
});
