import { z } from 'zod';
import { notificationWish } from '#server/commands/notification-wish.ts';
import { requestBatch } from '#server/commands/request-batch.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import { notificationDetail } from '#server/trpc/notification-views.ts';
import { namedBody } from '../components.ts';
import { identifier } from '../fields.ts';
import {
  acceptedNotificationShape,
  batchShape,
  notificationOf,
  notificationShape,
} from '../notification-shapes.ts';
import { operation } from '../operation.ts';

const nothing = z.strictObject({});
const mostInBatch = 1_000;
const example = {
  idempotencyKey: 'invoice-1042',
  addresses: { email: 'ada@example.com' },
  category: 'billing',
  content: {
    email: {
      subject: 'Your receipt',
      html: '<p>Thank you. We received 12 EUR.</p>',
      text: 'Thank you. We received 12 EUR.',
    },
  },
  channels: ['email'],
};
const newNotification = namedBody('NewNotification', notificationWish.meta({ examples: [example] }));

const sendOperation = operation({
  id: 'sendNotification',
  method: 'POST',
  path: '/notifications',
  group: 'Notifications',
  scope: 'notifications:write',
  summary: 'Tell a person, or an address, one thing',
  description:
    'The request is durable with the answer, and is sent at once: over the first of its channels that preferences, suppressions and quiet hours allow. The same idempotency key with the same content gets the same answer, and nothing is sent twice.',
  params: nothing,
  query: nothing,
  body: newNotification,
  maxBodyBytes: 1024 * 1024,
  answer: {
    status: 202,
    description: 'The notification will be told, or why not will be decided.',
    schema: acceptedNotificationShape,
    mediaType: 'application/json',
  },
  refusals: ['idempotency_key_reused', 'channel_not_set_up', 'person_erased'],
  async handle(deps, { actor }, { body }) {
    const answer = await requestNotification(deps, body, { actor, at: deps.now() });
    await deps.askToSend([answer.notificationId]);
    await deps.nudge();
    return answer;
  },
});

const batchOperation = operation({
  id: 'sendNotifications',
  method: 'POST',
  path: '/notifications/batch',
  group: 'Notifications',
  scope: 'notifications:write',
  summary: 'Tell up to 1,000 people one thing each',
  description:
    'Each is a request of its own, as `POST /notifications` takes it. All that fit are recorded together; one check tells at which addresses nobody may be told. Send the whole batch again after a lost answer: with idempotency keys, nothing is sent twice.',
  params: nothing,
  query: nothing,
  body: namedBody(
    'NewNotificationBatch',
    z
      .strictObject({ notifications: z.array(newNotification).min(1).max(mostInBatch) })
      .meta({ examples: [{ notifications: [example] }] }),
  ),
  maxBodyBytes: 8 * 1024 * 1024,
  answer: {
    status: 202,
    description: 'What becomes of each.',
    schema: batchShape,
    mediaType: 'application/json',
  },
  refusals: [],
  async handle(deps, { actor }, { body }) {
    const { answers, toSend } = await requestBatch(deps, body.notifications, { actor, at: deps.now() });
    await deps.askToSend(toSend);
    await deps.nudge();
    return { items: answers };
  },
});

const getOperation = operation({
  id: 'getNotification',
  method: 'GET',
  path: '/notifications/{id}',
  group: 'Notifications',
  scope: 'notifications:read',
  summary: 'One notification, with its decisions and messages',
  params: z.strictObject({ id: identifier }),
  query: nothing,
  body: null,
  answer: {
    status: 200,
    description: 'What was asked for, and what became of it.',
    schema: notificationShape,
    mediaType: 'application/json',
  },
  refusals: ['notification_unknown'],
  async handle({ db }, _caller, { params }) {
    return notificationOf(await notificationDetail(db, params.id));
  },
});

export const notificationOperations = [sendOperation, batchOperation, getOperation];
