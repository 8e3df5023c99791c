import type { Sql } from '#db/client.ts';
import { samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import { type EscalationEvent, escalationStream } from '#server/domain/escalation/events.ts';
import { messageStream } from '#server/domain/message/events.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { sampleFact } from './sample-events.ts';
import { appendToldNotifications, type ToldNotification } from './told-notifications.ts';

/**
 * Appends a notification whose mail was asked for, and whose text message a carrier was asked for when its answer was lost.
 * Resolves to the id of the mail.
 */
export async function appendLostAnswer(
  sql: Sql,
  secrets: Parameters<typeof openEventStore>[1],
  told: ToldNotification,
): Promise<string> {
  const { notificationId, email, category, template } = told;
  const messageId = messageIdOf(notificationId, 'email', 0);
  const text = { notificationId, step: 0, messageId: messageIdOf(notificationId, 'sms', 1) };
  const policy = samplePolicy({ policyId: 'late', version: 1, steps: [sampleStep()] });
  const story: readonly EscalationEvent[] = [
    {
      type: 'EscalationPlanned',
      data: { notificationId, messageId, category, template, policy },
      personal: null,
    },
    {
      type: 'EscalationIntended',
      data: { ...text, channel: 'sms', template, because: 'hard_bounced', price: null },
      personal: null,
    },
    { type: 'EscalationOutcomeUnknown', data: text, personal: null },
  ];
  const asked = sampleFact(0, {
    stream: messageStream(messageId),
    type: 'MessageRequested',
    data: { messageId, notificationId, channel: 'email', category, template, attempt: 0 },
    personal: { recipient: email },
    subject: { kind: 'email', value: email },
  });
  const stream = escalationStream(notificationId);
  const all = [asked, ...story.map((event, n) => sampleFact(n + 1, { stream, ...event }))];
  await appendToldNotifications(sql, secrets, [told]);
  await openEventStore(sql, secrets).append(
    all.map((event, n) => ({
      ...event,
      sourceEventId: `${notificationId}-${n}`,
      fingerprint: [notificationId, n],
    })),
  );
  return messageId;
}
