import type { MachineVerdict, ReportKind } from '#server/domain/message/report.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import type { Json } from '#server/providers/json-items.ts';
import { identifier } from '#server/providers/payload-fields.ts';
import type { ReportItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { bounceKind, type Codes, codesOf, reasonOf, wordOf } from './failure.ts';
import type { EmailEvent, EmailEventName } from './payload.ts';
import { concernedBy, shareOf } from './recipients.ts';

/** Turns an event about a message into our words, once for each person it may be about. */
export function reportsOf(event: EmailEvent, raw: Json): readonly ReportItem[] {
  const { recipients, isAmbiguous } = concernedBy(event);
  const codes = codesOf(event, isAmbiguous);
  const kind = event.type === 'email.bounced' ? bounceKind(event, codes, isAmbiguous) : kindOf[event.type];
  const messageId = identifier(200).safeParse(tag(event, 'earshot_message_id')).data ?? null;
  return recipients.map((recipient) => ({
    outcome: 'report',
    kind,
    occurredAt: event.created_at,
    address: { kind: 'email', value: recipient.toLowerCase() },
    messageId,
    // Of the delivery, which the receiver adds where it names one event.
    eventId: null,
    fingerprint: fingerprintOf(event, recipient, messageId),
    data: dataOf(event, kind, codes),
    personal: personalOf(event, recipient, shareOf(raw, recipient)),
  }));
}

const kindOf = {
  'email.scheduled': 'accepted',
  'email.sent': 'accepted',
  'email.delivery_delayed': 'deferred',
  'email.delivered': 'delivered',
  'email.suppressed': 'dropped',
  'email.failed': 'failed',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
  'email.complained': 'complained',
} as const satisfies Record<Exclude<EmailEventName, 'email.bounced'>, ReportKind>;

function dataOf(event: EmailEvent, kind: ReportKind, codes: Codes): ReportItem['data'] {
  const { data } = event;
  const isVisit = kind === 'opened' || kind === 'clicked';
  const bounceType = wordOf(data.bounce?.type);
  return present({
    channel: 'email',
    providerEvent: bounceType === undefined ? event.type : `${event.type}/${bounceType}`,
    providerMessageId: data.email_id,
    codes: Object.keys(codes).length === 0 ? undefined : codes,
    machine: isVisit ? machineVerdict(event) : undefined,
    category: line(tag(event, 'earshot_category') ?? tag(event, 'category'), 200),
    template: line(tag(event, 'earshot_template') ?? data.template_id, 200),
    scheduledFor: data.scheduled_at,
  } as const);
}

function personalOf(event: EmailEvent, recipient: string, raw: Json): ReportItem['personal'] {
  const visit = event.data.click ?? event.data.open;
  return present({
    recipient,
    reason: line(reasonOf(event), 1000),
    subjectLine: line(event.data.subject, 500),
    url: line(visit?.link, 4000),
    ip: line(visit?.ipAddress, 60),
    userAgent: line(visit?.userAgent, 1000),
    raw,
  });
}

/** A program that names itself is a machine. Of an open Resend tells no more than that it was. */
function machineVerdict({ data }: EmailEvent): MachineVerdict {
  const agent = (data.click ?? data.open)?.userAgent?.trim() ?? '';
  if (isProgram(agent)) return 'likely_machine';
  if (data.click === undefined && agent === 'Mozilla/5.0') return 'likely_machine';
  return agent === '' ? 'unknown' : 'human';
}

function tag({ data }: EmailEvent, name: 'category' | `earshot_${string}`): string | undefined {
  const value = data.tags?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** What stays the same when an event comes under another delivery id, as one does that was sent again by hand. */
function fingerprintOf(event: EmailEvent, recipient: string, messageId: string | null) {
  return [
    event.type,
    event.data.email_id ?? '',
    messageId ?? '',
    recipient.toLowerCase(),
    event.created_at,
    event.data.click?.link ?? '',
  ];
}
