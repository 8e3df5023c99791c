import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { Instant } from '#server/domain/instant.ts';
import { isReportEvent, kindOfEventType } from '#server/domain/message/events.ts';
import type { MessageKind } from '#server/domain/message/kind.ts';
import type { MachineVerdict, ReportData } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import { maskAddress } from './masking.ts';
import type { MessageTimelineEvent } from './message-events.ts';
import { providerName } from './message-views.ts';

type OwnFact = Exclude<MessageTimelineEvent, { data: ReportData }>;

/** An event of a message's stream, opened as far as the viewer may see. What it says nothing of is null. */
export function timelineView(event: MessageTimelineEvent, masked: boolean) {
  const kind: MessageKind = kindOfEventType[event.type];
  return {
    position: event.position,
    kind,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    recordedAt: event.recordedAt,
    source: event.source,
    sourceName: providerName(event.source),
    sourceEventId: event.sourceEventId,
    duplicates: event.duplicates,
    verification: event.verification,
    correlation: event.correlation,
    /** The dead letter that a webhook lay in until it could be read: nothing else is ever the cause of a webhook. */
    deadLetterId: event.verification === null ? null : event.causation,
    erased: event.erased,
    /** The id under which it was heard; another than the message's own where the provider did not give ours back. */
    messageId: event.data.messageId,
    channel: event.data.channel,
    ...unsaid,
    ...(isReportEvent(event) ? reportFacts(event.data) : ownFacts(event)),
    ...personalView(event.personal, masked),
  };
}

interface Facts {
  readonly provider: string | null;
  readonly providerName: string | null;
  readonly providerMessageId: string | null;
  readonly providerEvent: string | null;
  readonly codes: NonNullable<ReportData['codes']> | null;
  readonly machine: MachineVerdict | null;
  readonly scope: string | null;
  readonly category: string | null;
  readonly template: string | null;
  /** False where the message id was derived from the provider's. */
  readonly echoed: boolean;
  readonly scheduledFor: Instant | null;
  readonly notificationId: string | null;
  /** Which step of an escalation asked for the message; 0 is the first request. */
  readonly step: number | null;
  readonly skipReason: SendRule | null;
  readonly conversion: string | null;
  readonly value: Money | null;
}

const unsaid: Facts = {
  provider: null,
  providerName: null,
  providerMessageId: null,
  providerEvent: null,
  codes: null,
  machine: null,
  scope: null,
  category: null,
  template: null,
  echoed: true,
  scheduledFor: null,
  notificationId: null,
  step: null,
  skipReason: null,
  conversion: null,
  value: null,
};

function reportFacts(data: ReportData): Partial<Facts> {
  return {
    provider: data.provider,
    providerName: providerName(data.provider),
    providerMessageId: data.providerMessageId ?? null,
    providerEvent: data.providerEvent,
    codes: data.codes ?? null,
    machine: data.machine ?? null,
    scope: data.scope ?? null,
    category: data.category ?? null,
    template: data.template ?? null,
    echoed: data.echoed,
    scheduledFor: data.scheduledFor ?? null,
  };
}

function ownFacts(event: OwnFact): Partial<Facts> {
  switch (event.type) {
    case 'MessageRequested':
      return attemptFacts(event.data);
    case 'MessageSkipped':
      return { ...attemptFacts(event.data), skipReason: event.data.reason };
    case 'MessageOutcomeUnknown':
      return { provider: event.data.provider, providerName: providerName(event.data.provider) };
    case 'MessageConverted':
      return { conversion: event.data.conversion, value: event.data.value ?? null };
  }
}

function attemptFacts(data: Extract<OwnFact, { type: 'MessageRequested' | 'MessageSkipped' }>['data']) {
  const { notificationId, category, template, attempt } = data;
  return { notificationId, category, template, step: attempt };
}

const nothing = {
  recipient: null,
  reason: null,
  subjectLine: null,
  url: null,
  ip: null,
  userAgent: null,
  raw: null,
};

function personalView(personal: MessageTimelineEvent['personal'], masked: boolean) {
  if (personal === null) return nothing;
  const recipient = personal.recipient ?? null;
  if (masked) return { ...nothing, recipient: recipient && maskAddress(recipient) };
  if (!('raw' in personal))
    return { ...nothing, recipient, reason: 'reason' in personal ? personal.reason : null };
  return {
    recipient,
    reason: personal.reason ?? null,
    subjectLine: personal.subjectLine ?? null,
    url: personal.url ?? null,
    ip: personal.ip ?? null,
    userAgent: personal.userAgent ?? null,
    /** The provider's item as it came, as JSON text. */
    raw: JSON.stringify(personal.raw),
  };
}
