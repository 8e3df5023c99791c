import { derivedMessageId } from '#server/commands/derived-message-id.ts';
import { planEscalation } from '#server/commands/plan-escalation.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import type { EscalationPolicy, EscalationStep } from '#server/domain/escalation/policy.ts';
import {
  type EscalationPolicyEvent,
  escalationPoliciesStream,
} from '#server/domain/escalation-policy/events.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import { providerKeyOf } from '#server/domain/message/identity.ts';
import type { Channel, ReportData, ReportKind } from '#server/domain/message/report.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { receiptFor, type Sending } from './sending.ts';

/** Where Ada is reached. */
export const ada = { email: 'ada@example.com', sms: '+4915112345678', push: 'device-ada' } as const;

type Told = Exclude<Channel, 'in_app'>;
type ReportChanges = Partial<ReportData> & { readonly ofOurs?: boolean };

/** What happens around an escalation, on the clock of `sending`: policies, what providers report, what became of it. */
export function openEscalating(sending: Sending) {
  const { eventStore, deps } = sending;
  let facts = 0;
  const append = async (event: Omit<NewEvent, keyof ReturnType<typeof stamp>>) => {
    // Safe: together they are an event of the type that the one part names.
    await eventStore.append([{ ...event, ...stamp() } as NewEvent]);
  };
  const stamp = () => {
    facts += 1;
    const at = deps.now();
    const id = `escalating-${facts}`;
    return { occurredAt: at, receivedAt: at, sourceEventId: id, fingerprint: ['escalating', id] } as const;
  };
  const appendPolicyEvent = (event: EscalationPolicyEvent) =>
    append({ ...event, stream: escalationPoliciesStream, subject: null, source: 'admin' });
  return {
    /** Puts a policy in force. It watches mail and sends one SMS, unless told otherwise. */
    follows: (steps: readonly Partial<EscalationStep>[], changes: Partial<EscalationPolicy> = {}) =>
      appendPolicyEvent({
        type: 'EscalationPolicySaved',
        data: { policy: policyOf(steps, changes) },
        personal: null,
      }),
    /** What one message costs, in millionths of a euro. */
    costs: (channel: Channel, amountMicros: number) =>
      appendPolicyEvent({
        type: 'ChannelPriceSet',
        data: { channel, version: 1, price: { currency: 'EUR', amountMicros } },
        personal: null,
      }),
    /** A mail was asked for, planned to be watched, sent and delivered; resolves to the id of its notification. */
    async mailDelivered(idempotencyKey: string): Promise<string> {
      const wish = receiptFor('ada', { idempotencyKey });
      const { notificationId } = await requestNotification(deps, wish, sending.by());
      await planEscalation(deps, notificationId);
      await sendMessage(deps, { notificationId, channel: 'email', attempt: 0, template: null });
      await append(reportEvent(sending, 'email', 'delivered', {}));
      return notificationId;
    },
    /** What the provider of a channel says of the last message it was given, by our id or by its own. */
    reports: (channel: Told, kind: ReportKind, changes: ReportChanges = {}) =>
      append(reportEvent(sending, channel, kind, changes)),
    /** Ada answers STOP, which no message of ours is named in. */
    stops: () => append(stopEvent()),
    /** What happened to the escalation, in order: each event's type with what it turns on. */
    async story(notificationId: string): Promise<readonly string[]> {
      const events = await eventStore.readStream(escalationStream(notificationId));
      return events.map(({ type, data }) =>
        [type.replace('Escalation', ''), turningPoint(data)].filter((word) => word !== '').join(': '),
      );
    },
  };
}

function policyOf(
  steps: readonly Partial<EscalationStep>[],
  changes: Partial<EscalationPolicy>,
): EscalationPolicy {
  const send = { channel: 'sms', template: 'receipt' } as const;
  return samplePolicy({
    giveUpAfter: '10m',
    ...changes,
    steps: steps.map((step) => sampleStep({ send, ...step })),
  });
}

function reportEvent(
  { providers, eventStore }: Sending,
  channel: Told,
  kind: ReportKind,
  { ofOurs = true, ...changes }: ReportChanges,
) {
  const { sent } = providers[channel];
  const message = sent.at(-1);
  if (message === undefined) throw new Error(`Nothing was sent by ${channel}.`);
  const provider = `example-${channel}`;
  const providerMessageId = `${provider}-${sent.length}`;
  const subject = { kind: addressKinds[channel], value: message.to };
  const key = providerKeyOf(provider, providerMessageId, eventStore.subjectIdOf(subject));
  const messageId = ofOurs ? message.messageId : derivedMessageId(eventStore, key);
  const said = { messageId, channel, provider, providerMessageId, providerEvent: kind, echoed: ofOurs };
  return {
    stream: messageStream(messageId),
    type: eventTypeOfReport[kind],
    data: { ...said, ...changes },
    personal: { recipient: message.to, raw: { kind } },
    subject,
    source: provider,
    verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
  } as const;
}

function stopEvent() {
  const messageId = 'stop-of-ada';
  const said = { channel: 'sms', provider: 'example-sms', providerEvent: 'STOP', scope: 'sender' } as const;
  return {
    stream: messageStream(messageId),
    type: 'MessageUnsubscribed',
    data: { messageId, ...said, echoed: false },
    personal: { recipient: ada.sms, raw: { Body: 'STOP' } },
    subject: { kind: addressKinds.sms, value: ada.sms },
    source: said.provider,
    verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
  } as const;
}

function turningPoint(data: object): string {
  const entries = new Map<string, unknown>(Object.entries(data));
  const words = ['because', 'reason', 'seen', 'outcome'].map((name) => entries.get(name));
  return words.find((word) => typeof word === 'string') ?? '';
}
