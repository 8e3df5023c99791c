import { z } from 'zod';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { domainErrorCodes } from '#server/domain/domain-error.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { criticalities } from '#server/domain/notification/events.ts';
import type { NotificationDetail } from '#server/trpc/notification-views.ts';
import { named } from './components.ts';
import { time } from './fields.ts';
import { messageOf, messageShape } from './message-shapes.ts';

export const acceptedNotificationShape = named(
  'AcceptedNotification',
  z.strictObject({
    notificationId: z.string().meta({ description: 'Of this key for ever.' }),
    isNew: z.boolean().meta({ description: 'False where the same was asked before under the same key.' }),
  }),
);

export const batchShape = named(
  'NotificationBatch',
  z.strictObject({
    items: z
      .array(
        z.strictObject({
          notificationId: z.string().nullable().meta({ description: 'Null where it was refused.' }),
          outcome: z.enum(['requested', 'suppressed', 'refused']).meta({
            description:
              '`suppressed`: nobody is told, for every channel is suppressed; the decisions say why.',
          }),
          refusal: z.enum(domainErrorCodes).nullable(),
        }),
      )
      .meta({ description: 'In the order asked.' }),
  }),
);

export const notificationShape = named(
  'Notification',
  z.strictObject({
    id: z.string(),
    userId: z.string().nullable().meta({ description: 'Null where an address was told and nobody named.' }),
    category: z.string(),
    template: z.string(),
    channels: z.array(z.enum(channels)).meta({ description: 'In the order of preference.' }),
    criticality: z.enum(criticalities),
    value: money.nullable(),
    idempotencyKey: z.string().nullable().meta({ description: 'Null once the person is erased.' }),
    reference: z.string().nullable().meta({ description: 'Null where none was given, and once erased.' }),
    requestedAt: time,
    decisions: z
      .array(
        z.strictObject({
          messageId: z.string(),
          channel: z.enum(channels),
          verdict: z.enum(['send', 'skip']),
          rule: z.enum(sendRules).nullable().meta({ description: 'The first that forbids it.' }),
          askAgainAt: time.nullable().meta({ description: 'The end of the quiet hours it waits for.' }),
          decidedAt: time,
        }),
      )
      .meta({ description: 'The newest on each message; GET /messages/{id}/decision tells every check.' }),
    messages: z.array(messageShape),
    erased: z.boolean(),
  }),
);

export function notificationOf({
  notification,
  decisions,
  messages,
}: NotificationDetail): z.input<typeof notificationShape> {
  const { notificationId: id, userId, category, template, channels, criticality, value } = notification;
  const { idempotencyKey, dataReference: reference, requestedAt, erased } = notification;
  return {
    ...{ id, userId, category, template, channels: [...channels], criticality, value },
    ...{ idempotencyKey, reference, requestedAt, erased },
    decisions: decisions.map(({ messageId, channel, verdict, rule, askAgainAt, decidedAt }) => ({
      ...{ messageId, channel, verdict, rule, askAgainAt, decidedAt },
    })),
    messages: messages.map(messageOf),
  };
}
