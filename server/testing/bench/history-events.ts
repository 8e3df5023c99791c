import { defaultCategories } from '#server/domain/category/category.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { decideSend } from '#server/domain/decision/decide-send.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import type { SendDecision } from '#server/domain/decision/send-decision.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import type { DomainEvent } from '#server/domain/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import type { OwnFact, Step } from './plots.ts';

/** One message of a generated history. */
export interface Mail {
  readonly number: number;
  /** Sent through us, so that its events carry our id. */
  readonly isOurs: boolean;
  readonly messageId: string;
  readonly notificationId: string | null;
  readonly providerMessageId: string;
  readonly userId: string;
  readonly recipient: string;
  readonly subjectId: string;
}

interface Place {
  readonly mail: Mail;
  /** Which step of its plot it is. */
  readonly index: number;
  readonly at: Instant;
}

/** A step of a message's plot as an event to append. */
export function eventAt(step: Step, place: Place): NewEvent {
  return 'report' in step ? reportEvent(step, place) : ownEvent(step.own, place);
}

const category = 'billing';
const template = 'd-6f3c2a9b7e514d08a1c5e0b94f7d2c36';
const verification = { scope: 'full_body', method: 'ecdsa-p256-sha256', keyId: 'k7c21a90' } as const;
const userAgent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';

function reportEvent(
  { report, machine }: Extract<Step, { report: ReportKind }>,
  { mail, index, at }: Place,
): NewEvent {
  const { messageId, providerMessageId, recipient, number } = mail;
  const url = `https://shop.example.com/orders/2026-${number}?utm_source=mail&utm_campaign=order-confirmation`;
  const isVisit = report === 'opened' || report === 'clicked';
  const reason = reasons[report];
  const subjectLine = `Your order 2026-${number} was packed and is on its way to you: track it here`;
  const sourceEventId = `${providerMessageId}-${index}-${report}`;
  const visit = isVisit ? { ip: `203.0.113.${number % 250}`, userAgent } : {};
  const data: ReportData = {
    ...{ messageId, channel: 'email', provider: 'example-mail', providerMessageId, providerEvent: report },
    ...{ category, template, echoed: mail.isOurs },
    ...(reason ? { codes: { smtp: reason.slice(0, 3), enhanced: reason.slice(4, 9) } } : {}),
    ...(machine ? { machine } : {}),
    ...(report === 'unsubscribed' ? { scope: 'group:7' } : {}),
  };
  const raw = {
    ...{ email: recipient, timestamp: Date.parse(at) / 1000, event: report, sg_event_id: sourceEventId },
    sg_message_id: `${providerMessageId}.recvd-5d8f7b6c94-7xk2p-1-65A1B2C3-1A.0`,
    'smtp-id': `<${providerMessageId}@geopod-ismtpd-1>`,
    ...{ category: [category], subject: subjectLine, earshot_template: template },
    ...(reason ? { response: reason } : {}),
    ...(isVisit ? { ip: `203.0.113.${number % 250}`, useragent: userAgent } : {}),
    ...(report === 'clicked' ? { url } : {}),
  };
  const personal = {
    ...{ recipient, subjectLine, raw, ...visit },
    ...(reason ? { reason } : {}),
    ...(report === 'clicked' ? { url } : {}),
  };
  const said = { type: eventTypeOfReport[report], data, personal };
  // Safe: every type of report has this data and these personal fields.
  return appended(said as DomainEvent, {
    ...{ stream: messageStream(messageId), source: 'example-mail', sourceEventId, at, verification },
    subject: { kind: 'email', value: recipient },
  });
}

const reasons: Partial<Record<ReportKind, string>> = {
  delivered: '250 2.0.0 OK 1795000000 5e9af0e2si184qkb.184 - queued for delivery',
  deferred: '451 4.7.1 greylisted, try again in ten minutes',
  soft_bounced: '552 5.2.2 the mailbox of this recipient is full',
  hard_bounced: '550 5.1.1 the email account that you tried to reach does not exist',
};

function ownEvent(fact: OwnFact, { mail, index, at }: Place): NewEvent {
  const { event, stream } = ownFacts[fact](mail, at);
  const subject: SubjectAddress | null =
    event.personal === null
      ? null
      : fact === 'notification_requested'
        ? { kind: 'user', value: mail.userId }
        : { kind: 'email', value: mail.recipient };
  const sourceEventId = `${mail.messageId}-${index}-${fact}`;
  return appended(event, { stream, source: 'api', sourceEventId, at, subject });
}

const ownFacts: Readonly<
  Record<OwnFact, (mail: Mail, at: Instant) => { event: DomainEvent; stream: string }>
> = {
  address_set: ({ userId, subjectId, recipient }) => ({
    stream: contactStream(userId),
    event: {
      type: 'ContactAddressSet',
      data: { userId, channel: 'email', subjectId },
      personal: { address: recipient },
    },
  }),
  preference_changed: ({ userId }) => ({
    stream: preferencesStream(userId),
    event: {
      type: 'PreferenceChanged',
      data: { userId, category: 'marketing', channel: 'email', enabled: false },
      personal: null,
    },
  }),
  notification_requested: ({ userId, messageId, ...mail }) => ({
    stream: notificationStream(notificationOf(mail)),
    event: {
      type: 'NotificationRequested',
      data: {
        channels: ['email'],
        ...{ notificationId: notificationOf(mail), userId, category, template, criticality: 'normal' },
        contentHash: messageId,
      },
      personal: { idempotencyKey: `order-${userId}-${messageId}`, dataReference: `orders/${messageId}` },
    },
  }),
  decided: ({ messageId, ...mail }, at) => ({
    stream: decisionStream(messageId),
    event: {
      type: 'SendDecided',
      data: {
        ...{ messageId, notificationId: notificationOf(mail), channel: 'email', category },
        decision: decided(mail.subjectId, at),
      },
      personal: null,
    },
  }),
  requested: ({ messageId, recipient, ...mail }) => ({
    stream: messageStream(messageId),
    event: {
      type: 'MessageRequested',
      data: {
        ...{ messageId, notificationId: notificationOf(mail), channel: 'email', category, template },
        attempt: 0,
      },
      personal: { recipient },
    },
  }),
  escalation_planned: ({ messageId, ...mail }) => ({
    stream: escalationStream(notificationOf(mail)),
    event: {
      type: 'EscalationPlanned',
      data: { notificationId: notificationOf(mail), messageId, category, template, policy },
      personal: null,
    },
  }),
  escalation_cancelled: ({ messageId, ...mail }) => ({
    stream: escalationStream(notificationOf(mail)),
    event: {
      type: 'EscalationCancelled',
      data: { notificationId: notificationOf(mail), messageId, step: 0, seen: 'opened', rule: null },
      personal: null,
    },
  }),
  unreadable: ({ recipient }) => ({
    stream: webhookStream('example-mail'),
    event: {
      type: 'WebhookUnrecognized',
      data: { provider: 'example-mail', failure: 'event: invalid_value', adapterVersion: 1 },
      personal: {
        raw: JSON.stringify({ email: recipient, event: 'novel', useragent: userAgent }),
        encoding: 'json',
      },
    },
  }),
};

/** As it is decided in earnest for somebody of whom nothing but the address is known. */
function decided(subjectId: string, at: Instant): SendDecision {
  return decideSend(
    { category, channel: 'email', at, costMicros: 0 },
    {
      ...{ categories: defaultCategories, address: { subjectId, because: null }, preferences: null },
      ...{ suppressions: [], marketingPause: null, duplicateOf: null, budget: null },
    },
  );
}

const policy = {
  ...{ policyId: 'receipts', version: 3, appliesTo: { category }, critical: false, channel: 'email' },
  steps: [
    {
      ...{ when: 'not_opened', within: '15m', after: 'delivered' },
      send: { channel: 'sms', template: 'receipt-short' },
    },
  ],
  ...{ giveUpAfter: '1d', unknownOpens: 'ignore' },
} as const satisfies Extract<DomainEvent, { type: 'EscalationPlanned' }>['data']['policy'];

function notificationOf({ notificationId }: Pick<Mail, 'notificationId'>): string {
  if (notificationId === null) throw new Error('only what is sent through us belongs to a notification');
  return notificationId;
}

function appended(
  event: DomainEvent,
  given: Pick<NewEvent, 'stream' | 'source' | 'sourceEventId' | 'subject' | 'verification'> & { at: Instant },
): NewEvent {
  const { at, ...rest } = given;
  return {
    ...event,
    ...rest,
    occurredAt: at,
    receivedAt: at,
    fingerprint: [rest.sourceEventId],
  } as NewEvent;
}
