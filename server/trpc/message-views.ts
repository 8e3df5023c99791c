import { isReportEvent, reportOfEventType } from '#server/domain/message/events.ts';
import type { ReportKind, ReportPersonal } from '#server/domain/message/report.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import type { TimelineEvent } from '#server/event-store/event-store.ts';
import type { MessageSummary } from '#server/projections/messages/queries.ts';
import { providerById } from '#server/providers/registry.ts';
import { maskAddress } from './masking.ts';

/** One line of the explorer. Masked viewers get no free text, which may name the person. */
export function summaryView(row: MessageSummary, masked: boolean) {
  return {
    id: row.messageId,
    recipient: masked && row.recipient !== null ? maskAddress(row.recipient) : row.recipient,
    subjectLine: masked ? null : row.subjectLine,
    channel: row.channel,
    provider: row.provider,
    /** Null as long as no provider has spoken of the message. */
    providerName: row.provider === null ? null : providerName(row.provider),
    category: row.category,
    template: row.template,
    status: row.status,
    codes: row.statusCodes,
    engagement: row.engagement,
    humanOpens: row.humanOpens,
    machineOpens: row.machineOpens,
    unknownOpens: (row.counts.opened ?? 0) - row.humanOpens - row.machineOpens,
    clicks: row.clicks,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    erased: row.erased,
  };
}

export function detailView(row: MessageState, masked: boolean) {
  return {
    ...summaryView(row, masked),
    masked,
    providerMessageId: row.providerMessageId,
    statusAt: row.statusAt,
    statusReason: masked ? null : row.statusReason,
  };
}

/** An event of a message's stream, opened as far as the viewer may see. Null for what is no report. */
export function timelineView(event: TimelineEvent, masked: boolean) {
  if (!isReportEvent(event)) return null;
  const kind: ReportKind = reportOfEventType[event.type];
  const { data } = event;
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
    erased: event.erased,
    channel: data.channel,
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
    ...personalView(event.personal, masked),
  };
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

function personalView(personal: ReportPersonal | null, masked: boolean) {
  if (personal === null) return nothing;
  if (masked) return { ...nothing, recipient: maskAddress(personal.recipient) };
  return {
    recipient: personal.recipient,
    reason: personal.reason ?? null,
    subjectLine: personal.subjectLine ?? null,
    url: personal.url ?? null,
    ip: personal.ip ?? null,
    userAgent: personal.userAgent ?? null,
    /** The provider's item as it came, as JSON text. */
    raw: JSON.stringify(personal.raw),
  };
}

function providerName(id: string): string {
  return providerById(id)?.name ?? id;
}
