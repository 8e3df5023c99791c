import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { historic } from '#server/domain/message/message-history.ts';
import { channels, type ReportData, type ReportKind, reportKinds } from '#server/domain/message/report.ts';
import { visitRule } from '#server/domain/message/visit-verdict.ts';
import { factsOf, noon } from './escalation-history.ts';
import type { EscalationData, EscalationEvent, EscalationFact } from './events.ts';
import { foldEscalation } from './evolve.ts';
import { type EscalationAction, react } from './react.ts';

/** For tests: the message that a plan watches first, and the one its first step sends. */
export const mail = 'ntf_1-email-0';
export const text = 'ntf_1-sms-1';

/** A report so many seconds after noon, on the mail unless told otherwise. */
export function told(kind: ReportKind, seconds: number, data: Partial<ReportData> = {}): StoredMessageEvent {
  const channel = channels.indexOf(data.channel ?? 'email');
  const position = (seconds * reportKinds.length + reportKinds.indexOf(kind)) * channels.length + channel + 1;
  return historic(kind, { position, at: noon(seconds), data: { messageId: mail, ...data } });
}

/** What a look at such a moment brings, given the escalation's events and the facts. */
export function look(
  given: readonly EscalationFact[],
  seconds: number,
  ...facts: Parameters<typeof factsOf>
): readonly EscalationAction[] {
  return react({ type: 'look', at: noon(seconds), facts: factsOf(...facts) }, foldEscalation(given)).actions;
}

export function append(key: string, event: EscalationEvent, seconds: number): EscalationAction {
  return { type: 'append', source: 'engine', key: `escalation-ntf_1-${key}`, event, at: noon(seconds) };
}

export function wake(seconds: number): EscalationAction {
  return { type: 'wake', at: noon(seconds) };
}

/** The event as it is read back. */
export function at(event: EscalationEvent, seconds: number): EscalationFact {
  return { ...event, occurredAt: noon(seconds) };
}

export function intended(changes: Partial<EscalationData<'EscalationIntended'>> = {}): EscalationEvent {
  return {
    type: 'EscalationIntended',
    data: {
      notificationId: 'ntf_1',
      step: 0,
      messageId: text,
      channel: 'sms',
      template: 'receipt-short',
      because: 'not_opened_in_time',
      price: { currency: 'EUR', amountMicros: 50_000 },
      ...changes,
    },
    personal: null,
  };
}

export function skipped(reason: EscalationData<'EscalationStepSkipped'>['reason']): EscalationEvent {
  return {
    type: 'EscalationStepSkipped',
    data: { notificationId: 'ntf_1', step: 0, channel: 'sms', reason },
    personal: null,
  };
}

export function cancelled(changes: Partial<EscalationData<'EscalationCancelled'>> = {}): EscalationEvent {
  return {
    type: 'EscalationCancelled',
    data: { notificationId: 'ntf_1', step: 0, messageId: mail, seen: 'opened', rule: visitRule, ...changes },
    personal: null,
  };
}

export function ended(reason: EscalationData<'EscalationEnded'>['reason']): EscalationEvent {
  return { type: 'EscalationEnded', data: { notificationId: 'ntf_1', step: 0, reason }, personal: null };
}

export const outcomeUnknown: EscalationEvent = {
  type: 'EscalationOutcomeUnknown',
  data: { notificationId: 'ntf_1', step: 0, messageId: text },
  personal: null,
};

export function settled(outcome: 'sent' | 'not_sent', by: 'report' | 'person' = 'report'): EscalationEvent {
  return {
    type: 'EscalationSettled',
    data: { notificationId: 'ntf_1', step: 0, messageId: text, outcome, by },
    personal: null,
  };
}
