import { describe, expect, it } from 'vitest';
import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { historicSkip } from '#server/domain/message/message-history.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { noon, planned, samplePolicy, sampleStep } from './escalation-history.ts';
import { append, ended, intended, look, skipped, told, wake } from './expected-actions.ts';

const text = 'ntf_1-sms-0';
const firstMessages = ['ntf_1-email-0', text];
const byText = { messageId: text, channel: 'sms' } as const;
const oneDay = 86_400;

/** That a first message was skipped, so many seconds after noon. */
function passedOver(channel: Channel, reason: SendRule, seconds: number): StoredMessageEvent {
  const messageId = `ntf_1-${channel}-0`;
  const place = { position: 10_000 + seconds, at: noon(seconds) };
  return historicSkip(reason, { ...place, data: { messageId, channel, attempt: 0 } });
}

const unreachable = passedOver('email', 'suppressed', 1);
const step = sampleStep({ after: 'accepted', send: { channel: 'push', template: 'receipt' } });
const given = [planned(samplePolicy({ steps: [step] }))];

describe('the message that the first step watches', () => {
  it('is the one on the next channel where the first could not be used', () => {
    const facts = [[unreachable, told('accepted', 60, byText)], { firstMessages }] as const;
    expect(look(given, 120, ...facts)).toStrictEqual([wake(60 + 900)]);
    const due = look(given, 960, ...facts);
    expect(due).toMatchObject([
      append('step-0', intended({ messageId: 'ntf_1-push-1', channel: 'push', template: 'receipt' }), 960),
      { type: 'wake' },
    ]);
  });

  it('is not known while the next channel is being decided', () => {
    expect(look(given, 120, [unreachable], { firstMessages })).toStrictEqual([wake(oneDay)]);
  });

  it('is the one on the channel before, where that was enough', () => {
    const facts = [[told('accepted', 60, byText)], { firstMessages: firstMessages.toReversed() }] as const;
    expect(look(given, 120, ...facts)).toStrictEqual([wake(60 + 900)]);
  });

  it('is lost where no channel could be used', () => {
    const both = [unreachable, passedOver('sms', 'no_address', 2)];
    expect(look(given, 120, both, { firstMessages })).toMatchObject([
      { event: { type: 'EscalationIntended', data: { because: 'not_reachable' } } },
      { type: 'wake' },
    ]);
  });

  it('is held back where the policy’s channel was, and no other was used', () => {
    const both = [passedOver('email', 'category_off', 1), passedOver('sms', 'no_address', 2)];
    expect(look(given, 120, both, { firstMessages })).toStrictEqual([
      append('step-0', ended('held_back'), 120),
    ]);
  });
});

describe('a step over the channel that the notification went to instead', () => {
  const again = [planned(samplePolicy({ steps: [sampleStep({ after: 'accepted' })] }))];

  it('is skipped: the person was told there', () => {
    const facts = [unreachable, told('accepted', 60, byText)];
    expect(look(again, 960, facts, { firstMessages })).toStrictEqual([
      append('step-0', skipped('duplicate'), 960),
    ]);
  });

  it.each(['failed', 'soft_bounced'] as const)('is taken where that message %s', (kind) => {
    const facts = [unreachable, told('accepted', 60, byText), told(kind, 70, byText)];
    expect(look(again, 1_000, facts, { firstMessages })).toMatchObject([
      { event: { type: 'EscalationIntended', data: { messageId: 'ntf_1-sms-1' } } },
      { type: 'wake' },
    ]);
  });

  it('is taken where the policy watches that very channel', () => {
    const bySms = samplePolicy({ channel: 'sms', steps: [sampleStep({ after: 'accepted' })] });
    const facts = [told('accepted', 60, byText)];
    expect(look([planned(bySms)], 960, facts, { firstMessages: [text] })).toMatchObject([
      { event: { type: 'EscalationIntended', data: { messageId: 'ntf_1-sms-1' } } },
      { type: 'wake' },
    ]);
  });
});
