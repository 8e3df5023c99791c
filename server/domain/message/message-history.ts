import type { Instant } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from './events.ts';
import type { StoredMessageEvent } from './evolve.ts';
import type { ReportData, ReportKind, ReportPersonal } from './report.ts';

/** What a test says of one event; the rest is the same for all. */
export interface HistoricReport {
  readonly at?: Instant;
  readonly position?: number;
  readonly subjectId?: string | null;
  readonly erased?: boolean;
  readonly data?: Partial<ReportData>;
  readonly personal?: Partial<ReportPersonal>;
}

/** A stored event as tests need it: of message `msg_1` to Ada, at the minute of its position. */
export function historic(kind: ReportKind, report: HistoricReport = {}): StoredMessageEvent {
  const position = report.position ?? 1;
  const at = report.at ?? `2026-11-21T12:${String(position).padStart(2, '0')}:00.000Z`;
  const erased = report.erased ?? false;
  const data: ReportData = {
    messageId: 'msg_1',
    channel: 'email',
    provider: 'example-mail',
    providerEvent: kind,
    echoed: true,
    ...report.data,
  };
  return {
    position,
    stream: messageStream(data.messageId),
    type: eventTypeOfReport[kind],
    data,
    personal: erased ? null : { recipient: 'ada@example.com', raw: {}, ...report.personal },
    occurredAt: at,
    receivedAt: at,
    recordedAt: at,
    source: 'example-mail',
    sourceEventId: `event-${position}`,
    subjectId: report.subjectId === undefined ? 'subject-ada' : report.subjectId,
    erased,
    actor: null,
    causation: null,
    correlation: null,
    verification: null,
  };
}

/** The same event as the store gives it back once its subject is erased. */
export function afterErasure(event: StoredMessageEvent): StoredMessageEvent {
  return { ...event, personal: null, erased: true };
}
