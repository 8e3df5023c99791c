import type { Entry, MessageTold, Step, Told } from './told.ts';

const start = Date.parse('2026-11-21T12:00:00.000Z');
export const sampleAsked = { askedMs: start, wait: '10 s' };

const at = (afterMs: number) => new Date(start + afterMs).toISOString();

/** For tests: so long after the notification was asked for. */
export function sampleEntry(type: string, afterMs: number, more: Partial<Entry> = {}): Entry {
  return {
    position: afterMs,
    type,
    occurredAt: at(afterMs),
    provider: 'some-provider',
    reason: null,
    machine: null,
    ...more,
  };
}

export function sampleStep(type: string, afterMs: number, more: Partial<Step> = {}): Step {
  const unsaid = { messageId: null, because: null, outcome: null, seen: null, reason: null };
  return { position: afterMs, type, at: at(afterMs), ...unsaid, ...more };
}

export function sampleMessage(timeline: readonly Entry[]): MessageTold {
  const first = timeline[0]?.occurredAt ?? at(0);
  return {
    decision: { verdict: 'send', rule: null, decidedAt: first, checks: Array(10).fill({}) },
    timeline,
  };
}

/** A mail that nobody opened, whose text message arrived. */
export const sampleUnopened: Told = {
  mail: sampleMessage([
    sampleEntry('requested', 100),
    sampleEntry('accepted', 200),
    sampleEntry('delivered', 2_200),
  ]),
  escalation: [
    sampleStep('planned', 100),
    sampleStep('intended', 12_500, { because: 'not_opened_in_time', messageId: 'ntf_1-sms-1' }),
    sampleStep('settled', 12_700, { outcome: 'sent' }),
  ],
  text: sampleMessage([
    sampleEntry('requested', 12_500),
    sampleEntry('accepted', 12_600),
    sampleEntry('sent', 13_600),
    sampleEntry('delivered', 16_600),
  ]),
};
