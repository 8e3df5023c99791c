import { describe, expect, it } from 'vitest';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { messageKinds } from '#server/domain/message/kind.ts';
import { meaningOf, type SpokenEvent, sentenceOf } from './wording.ts';

const event = (facts: Partial<SpokenEvent>): SpokenEvent => ({
  kind: 'delivered',
  channel: 'email',
  providerName: 'Postmaster',
  codes: null,
  machine: null,
  scope: null,
  userAgent: null,
  step: null,
  skipReason: null,
  conversion: null,
  value: null,
  ...facts,
});

describe('sentenceOf', () => {
  it.each([
    [{ kind: 'requested', step: 0 }, 'The message was requested'],
    [{ kind: 'requested', step: 2 }, 'The message was requested, as step 2 of an escalation'],
    [{ kind: 'skipped', skipReason: 'quiet_hours' }, 'The message was not sent: quiet hours'],
    [{ kind: 'skipped' }, 'The message was not sent, on purpose'],
    [{ kind: 'converted', conversion: 'bought' }, 'The recipient did what the message was for: bought'],
    [
      { kind: 'converted', conversion: 'bought', value: { currency: 'EUR', amountMicros: 19_900_000 } },
      'The recipient did what the message was for: bought, worth 19.90 EUR',
    ],
    [
      { kind: 'converted', value: { currency: 'USD', amountMicros: 7_500 } },
      'The recipient did what the message was for, worth 0.0075 USD',
    ],
    [{ kind: 'accepted' }, 'Postmaster took the message'],
    [{ kind: 'sent' }, 'Postmaster sent the message on its way'],
    [{ kind: 'sent', channel: 'sms' }, 'Postmaster handed the message to the carrier'],
    [{ kind: 'deferred' }, 'The receiving server asked to try again later'],
    [{ kind: 'delivered' }, 'The receiving server accepted the message'],
    [{ kind: 'delivered', channel: 'sms' }, 'The carrier delivered the message to the phone'],
    [{ kind: 'hard_bounced' }, 'The receiving server refused for good: the address cannot be used'],
    [{ kind: 'complained' }, 'The recipient reported the message as spam'],
    [{ kind: 'clicked', machine: 'likely_machine' }, 'A scanner, probably not a person, followed a link'],
    [{ kind: 'unsubscribed' }, 'The recipient unsubscribed'],
    [{ kind: 'unsubscribed', scope: 'global' }, 'The recipient unsubscribed from everything'],
    [{ kind: 'unsubscribed', scope: 'group:12' }, 'The recipient unsubscribed from group 12'],
    [{ kind: 'unsubscribed', channel: 'sms', scope: 'sender' }, 'The recipient opted out from this sender'],
    [{ kind: 'resubscribed', scope: 'list' }, 'The recipient subscribed again to this list'],
  ] as const)('says %j as “%s”', (facts, sentence) => {
    expect(sentenceOf(event(facts))).toBe(sentence);
  });

  it.each([
    ['human', 'Mozilla/5.0', 'The recipient opened the message'],
    ['likely_machine', 'Mozilla/5.0', 'An Apple mail proxy, probably not a person, loaded the images'],
    [
      'likely_machine',
      'Mozilla/5.0 (via ggpht.com GoogleImageProxy)',
      'A Gmail image proxy, probably not a person, loaded the images',
    ],
    ['likely_machine', null, 'A mail proxy or scanner, probably not a person, loaded the images'],
    ['unknown', null, 'The images were loaded, perhaps by the recipient'],
    [null, null, 'The images were loaded, perhaps by the recipient'],
  ] as const)('tells an open by %s (%s) apart', (machine, userAgent, sentence) => {
    expect(sentenceOf(event({ kind: 'opened', machine, userAgent }))).toBe(sentence);
  });
});

describe('meaningOf', () => {
  it('begins with the reason that the codes give', () => {
    const bounced = event({ kind: 'soft_bounced', codes: { smtp: '552', enhanced: '5.2.2' } });
    expect(meaningOf(bounced)).toMatch(/^The mailbox is full\. This message will not arrive\./);
    expect(meaningOf(event({ kind: 'soft_bounced' }))).toMatch(/^This message will not arrive\./);
  });

  it('tells of every rule why we did not send', () => {
    const told = sendRules.map((skipReason) => meaningOf(event({ kind: 'skipped', skipReason })));
    expect(new Set(told).size).toBe(sendRules.length);
    for (const text of told) expect(text).toMatch(/^[A-Z].*\. This was decided before .*\.$/);
  });

  it.each(messageKinds)('has whole sentences for %s and never names a missing value', (kind) => {
    for (const providerName of ['Postmaster', null]) {
      expect(sentenceOf(event({ kind, providerName }))).not.toMatch(/undefined|null/);
    }
    for (const channel of ['email', 'sms', 'push', 'in_app'] as const) {
      const text = `${sentenceOf(event({ kind, channel }))}. ${meaningOf(event({ kind, channel }))}`;
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(text).not.toMatch(/undefined|null|\s{2}/);
    }
  });
});
