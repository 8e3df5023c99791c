import type { Instant } from '#server/domain/instant.ts';
import type { ReportKind, ReportPersonal } from '#server/domain/message/report.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import type { ReportItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { meaningOf } from './error-codes.ts';
import type { OwnIds, Status } from './payload.ts';
import type { PhoneNumber } from './phone.ts';

/** What Twilio says of one message, by whichever of its ways. */
interface Told {
  readonly sid: string;
  readonly to: PhoneNumber;
  readonly occurredAt: Instant;
  /** Of the event, where the way has one. */
  readonly eventId: string | null;
  readonly own: OwnIds;
  readonly raw: ReportPersonal['raw'];
}

export interface ToldStatus extends Told {
  readonly status: Status;
  readonly errorCode: string | undefined;
  readonly reason: string | undefined;
}

export interface ToldClick extends Told {
  readonly link: string | undefined;
  readonly userAgent: string | undefined;
}

/**
 * The reports of a status: one, and a second where the error says that the person wants nothing more of this sender.
 * Message, status and error are the identity, so that callback, streamed event and pulled message are one event.
 */
export function statusItems(told: ToldStatus): readonly ReportItem[] {
  const code = told.errorCode === undefined || Number(told.errorCode) === 0 ? '' : told.errorCode;
  const identity = [told.sid, told.status, code, told.to.value];
  const [kind, wish] = kindsOf(told.status, code);
  const codes = code === '' ? undefined : { provider: code };
  const report = { ...told, kind, identity, providerEvent: told.status, codes };
  const item = itemOf(report);
  if (wish === undefined) return [item];
  const eventId = told.eventId === null ? null : `${told.eventId}/${wish}`;
  return [item, itemOf({ ...report, kind: wish, identity: [...identity, wish], eventId, scope: 'sender' })];
}

/** A click on a link that Twilio shortened. A machine needs evidence: the name of a program. */
export function clickItem(told: ToldClick): ReportItem {
  const item = itemOf({
    ...told,
    kind: 'clicked',
    identity: [told.sid, 'clicked', told.link ?? '', told.occurredAt, told.to.value],
    providerEvent: 'clicked',
    machine: isProgram(told.userAgent?.trim() ?? '') ? 'likely_machine' : 'human',
  });
  const visit = { url: line(told.link, 4000), userAgent: line(told.userAgent, 1000) };
  return { ...item, personal: present({ ...item.personal, ...visit }) };
}

/** `by_error` is a message that did not arrive, for the reason that its error code tells. */
const meanings = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  delivered: 'delivered',
  // A receipt of the person's own device, and no image that loads by itself: it is read and not merely opened.
  read: 'read',
  partially_delivered: 'deferred',
  canceled: 'dropped',
  undelivered: 'by_error',
  failed: 'by_error',
} as const satisfies Record<Status, ReportKind | 'by_error'>;

function kindsOf(status: Status, code: string): readonly [ReportKind, 'unsubscribed'?] {
  const meaning = meanings[status];
  if (meaning !== 'by_error') return [meaning];
  const error = meaningOf(code);
  return error === 'opted_out' ? ['dropped', 'unsubscribed'] : [error];
}

interface Report extends Told {
  readonly kind: ReportKind;
  readonly identity: ReportItem['fingerprint'];
  readonly providerEvent: string;
  readonly reason?: string | undefined;
  readonly codes?: ReportItem['data']['codes'] | undefined;
  readonly machine?: ReportItem['data']['machine'];
  readonly scope?: string;
}

function itemOf(report: Report): ReportItem {
  const { to, own } = report;
  return {
    outcome: 'report',
    kind: report.kind,
    occurredAt: report.occurredAt,
    address: { kind: 'phone', value: to.value },
    messageId: own.earshot_message_id ?? null,
    eventId: report.eventId,
    fingerprint: report.identity,
    data: present({
      channel: 'sms',
      providerEvent: to.channel === null ? report.providerEvent : `${report.providerEvent}/${to.channel}`,
      providerMessageId: report.sid,
      codes: report.codes,
      machine: report.machine,
      scope: report.scope,
      category: line(own.earshot_category, 200),
      template: line(own.earshot_template, 200),
    } as const),
    personal: present({ recipient: to.value, reason: line(report.reason, 1000), raw: report.raw }),
  };
}
