import type { Instant } from '#server/domain/instant.ts';
import type { MachineVerdict, ReportKind, ReportPersonal } from '#server/domain/message/report.ts';
import { isProgram } from '#server/domain/message/user-agent.ts';
import type { AccountItem, ReportItem } from '#server/providers/provider.ts';
import { line, present } from '#server/providers/text.ts';
import { bounceKind, type Codes, codesOf, complaintKind } from './failure.ts';
import type { EventOf, SesEvent } from './payload.ts';
import { wishesOf } from './preferences.ts';
import { bareAddress } from './shares.ts';
import { ownTag } from './tags.ts';

/** What one event says of its one recipient, before it is put in our form. */
interface Telling {
  /** Null where our vocabulary has no word for it. */
  readonly kind: ReportKind | null;
  readonly recipient: string;
  readonly at: Instant;
  /** What tells it from other events of its type about the same message and recipient. */
  readonly key?: string | undefined;
  readonly detail?: string | undefined;
  readonly codes?: Codes;
  readonly reason?: string | undefined;
  readonly url?: string | undefined;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly machine?: MachineVerdict;
  readonly scope?: string;
  readonly template?: string | undefined;
}

/** What an event says, in our words: mostly one item, several where a person changed several wishes at once. */
export function itemsOf(
  event: SesEvent,
  raw: ReportPersonal['raw'],
  eventId: string | null,
): readonly (ReportItem | AccountItem)[] {
  const tellings = tellingsOf(event);
  return tellings.map((telling, index) => {
    const address = bareAddress(telling.recipient).toLowerCase();
    const identity = {
      eventId: eventId !== null && tellings.length > 1 ? `${eventId}/${index}` : eventId,
      // The same for an identity's feedback and for a configuration set's event about the same thing.
      fingerprint: [
        event.mail.messageId,
        event.eventType,
        address,
        telling.key ?? telling.at,
        telling.scope ?? '',
      ],
      occurredAt: telling.at,
    };
    if (telling.kind === null) return { ...identity, ...remarkOf(event, telling) };
    return {
      ...identity,
      outcome: 'report',
      kind: telling.kind,
      address: { kind: 'email', value: address },
      messageId: identifierOf(ownTag(event.mail, 'earshot_message_id')),
      data: dataOf(event, telling),
      personal: personalOf(event, telling, raw),
    };
  });
}

/** Kept without the person: what is sealed here is nobody's, so it would outlive an erasure. */
function remarkOf(
  { eventType, mail }: SesEvent,
  { at, detail }: Telling,
): Pick<AccountItem, 'outcome' | 'change' | 'raw'> {
  const change = wordOf(eventType, detail);
  return {
    outcome: 'account',
    change,
    raw: { eventType, change, mail: { messageId: mail.messageId }, timestamp: at },
  };
}

function dataOf({ mail, eventType }: SesEvent, telling: Telling): ReportItem['data'] {
  const { codes = {} } = telling;
  return present({
    channel: 'email',
    providerEvent: wordOf(eventType, telling.detail),
    providerMessageId: mail.messageId,
    codes: Object.keys(codes).length === 0 ? undefined : codes,
    machine: telling.machine,
    scope: telling.scope,
    category: line(ownTag(mail, 'earshot_category'), 200),
    template: line(ownTag(mail, 'earshot_template') ?? telling.template, 200),
  } as const);
}

function personalOf({ mail }: SesEvent, telling: Telling, raw: ReportPersonal['raw']): ReportPersonal {
  return present({
    recipient: telling.recipient,
    reason: line(telling.reason, 1000),
    subjectLine: line(mail.commonHeaders?.subject, 500),
    url: line(telling.url, 4000),
    ip: line(telling.ip, 60),
    userAgent: line(telling.userAgent, 1000),
    raw,
  });
}

function wordOf(eventType: string, detail: string | undefined): string {
  const word = line(detail, 60);
  return word === undefined ? eventType : `${eventType}/${word}`;
}

function tellingsOf(event: SesEvent): readonly Telling[] {
  switch (event.eventType) {
    case 'Send':
      return [ofMessage(event, { kind: 'accepted' })];
    case 'Reject': {
      const reason = event.reject?.reason;
      return [ofMessage(event, { kind: 'dropped', reason, codes: codesOf({ provider: reason }) })];
    }
    case 'Rendering Failure': {
      const { errorMessage: reason, templateName: template } = event.failure ?? {};
      return [ofMessage(event, { kind: 'failed', reason, template })];
    }
    case 'Bounce':
      return [ofBounce(event)];
    case 'Complaint':
      return [ofComplaint(event)];
    case 'Delivery':
      return [ofDelivery(event)];
    case 'DeliveryDelay':
      return [ofDelay(event)];
    case 'Open':
      return [ofVisit(event, event.open, 'opened')];
    case 'Click':
      return [ofClick(event)];
    case 'Subscription':
      return ofSubscription(event);
  }
}

type AboutMessage = EventOf<'Send' | 'Reject' | 'Rendering Failure'>;

/** SES tells no time for these but that of the message. */
function ofMessage({ mail }: AboutMessage, said: Pick<Telling, 'kind'> & Partial<Telling>): Telling {
  return { recipient: mail.destination[0], at: mail.timestamp, ...said };
}

function ofBounce(event: EventOf<'Bounce'>): Telling {
  const { bounce } = event;
  const [{ emailAddress, status, diagnosticCode }] = bounce.bouncedRecipients;
  const codes = codesOf({ provider: bounce.bounceSubType, status, reply: diagnosticCode });
  return {
    kind: bounceKind(event, codes),
    recipient: emailAddress,
    at: bounce.timestamp,
    key: bounce.feedbackId,
    detail: bounce.bounceType,
    codes,
    reason: diagnosticCode,
  };
}

function ofComplaint(event: EventOf<'Complaint'>): Telling {
  const { complaint } = event;
  const kind = complaintKind(event);
  const why = complaint.complaintSubType ?? complaint.complaintFeedbackType;
  return {
    kind,
    recipient: complaint.complainedRecipients[0].emailAddress,
    at: complaint.timestamp,
    key: complaint.feedbackId,
    detail: kind === null ? why : undefined,
    codes: codesOf({ provider: why }),
  };
}

function ofDelivery({ delivery }: EventOf<'Delivery'>): Telling {
  return {
    kind: 'delivered',
    recipient: delivery.recipients[0],
    at: delivery.timestamp,
    codes: codesOf({ reply: delivery.smtpResponse }),
    reason: delivery.smtpResponse,
  };
}

function ofDelay({ deliveryDelay }: EventOf<'DeliveryDelay'>): Telling {
  const [{ emailAddress, status, diagnosticCode }] = deliveryDelay.delayedRecipients;
  return {
    kind: 'deferred',
    recipient: emailAddress,
    at: deliveryDelay.timestamp,
    codes: codesOf({ provider: deliveryDelay.delayType, status, reply: diagnosticCode }),
    reason: diagnosticCode,
  };
}

/** SES does not say who of several people it was, and nobody may be told to have read what another read. */
function ofVisit(
  { mail }: EventOf<'Open' | 'Click'>,
  { timestamp, ipAddress, userAgent }: EventOf<'Open'>['open'],
  kind: 'opened' | 'clicked',
): Telling {
  const [recipient, ...others] = mail.destination;
  if (others.length > 0) return { kind: null, recipient: '', at: timestamp, detail: 'recipient_unknown' };
  const machine = machineVerdict(userAgent?.trim() ?? '', kind);
  return { kind, recipient, at: timestamp, ip: ipAddress, userAgent, machine };
}

function ofClick(event: EventOf<'Click'>): Telling {
  const { timestamp, link } = event.click;
  return { ...ofVisit(event, event.click, 'clicked'), key: `${timestamp} ${link ?? ''}`, url: link };
}

function ofSubscription(event: EventOf<'Subscription'>): readonly Telling[] {
  const { mail, subscription } = event;
  const about = { recipient: mail.destination[0], at: subscription.timestamp };
  const wishes = wishesOf(event);
  return wishes.length === 0
    ? [{ ...about, kind: null, detail: 'unchanged' }]
    : wishes.map((wish) => ({ ...about, ...wish }));
}

/**
 * SES tells machines from people nowhere, so only a name is evidence: of a program, or the bare one that Apple's
 * privacy proxy goes by. Gmail's image proxy fetches when a person looks.
 */
function machineVerdict(agent: string, kind: 'opened' | 'clicked'): MachineVerdict {
  if (isProgram(agent) || (kind === 'opened' && agent === 'Mozilla/5.0')) return 'likely_machine';
  return agent === '' ? 'unknown' : 'human';
}

/** Null unless it can be a key: whole, short, and of characters that SES allows in a tag. */
function identifierOf(tag: string | undefined): string | null {
  return tag !== undefined && /^[\w.@-]{1,200}$/.test(tag) ? tag : null;
}
