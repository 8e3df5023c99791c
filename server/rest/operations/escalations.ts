import { z } from 'zod';
import { isEscalationEvent } from '#server/commands/load-escalation.ts';
import { loadNotification } from '#server/commands/load-notification.ts';
import { settleEscalation } from '#server/commands/settle-escalation.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { namedBody } from '../components.ts';
import { escalationEntryOf, escalationShape } from '../escalation-shapes.ts';
import { identifier } from '../fields.ts';
import { operation, type RestDeps } from '../operation.ts';
import { Problem } from '../problem.ts';

const nothing = z.strictObject({});
const ofNotification = z.strictObject({ id: identifier });

const getOperation = operation({
  id: 'getNotificationEscalation',
  method: 'GET',
  path: '/notifications/{id}/escalation',
  group: 'Notifications',
  scope: 'notifications:read',
  summary: 'How one notification is told again over another channel',
  description:
    'Every decision of its escalation, the oldest first, from the moment it is made; none where no policy is for it. The messages that it sent have timelines of their own.',
  params: ofNotification,
  query: nothing,
  body: null,
  answer: {
    status: 200,
    description: 'What was decided.',
    schema: escalationShape,
    mediaType: 'application/json',
  },
  refusals: ['notification_unknown'],
  handle: (deps, _caller, { params }) => escalationOf(deps, params.id),
});

const settleOperation = operation({
  id: 'settleNotificationEscalation',
  method: 'POST',
  path: '/notifications/{id}/escalation/settle',
  group: 'Notifications',
  scope: 'notifications:write',
  summary: 'Say what became of a step whose outcome is unknown',
  description:
    'For a step that is `outcome_unknown`: its provider was asked, and the answer was lost. Nothing is sent again until somebody who asked the provider, or a report of it, says whether the message was sent; then the escalation goes on. The same answer once more changes nothing.',
  params: ofNotification,
  query: nothing,
  body: namedBody(
    'EscalationSettlement',
    z
      .strictObject({
        step: z.int().min(0).max(9).meta({ description: 'Counted from 0.' }),
        outcome: z.enum(['sent', 'not_sent']),
      })
      .meta({ examples: [{ step: 0, outcome: 'not_sent' }] }),
  ),
  answer: {
    status: 200,
    description: 'What was decided, with this.',
    schema: escalationShape,
    mediaType: 'application/json',
  },
  refusals: ['notification_unknown', 'outcome_not_unknown'],
  async handle(deps, { actor }, { params: { id: notificationId }, body }) {
    const known = await escalationOf(deps, notificationId);
    if (known instanceof Problem) return known;
    await settleEscalation(deps, { ...body, notificationId, actor, at: deps.now() });
    await deps.tellOfEscalation(notificationId);
    await deps.nudge();
    return await escalationOf(deps, notificationId);
  },
});

export const escalationOperations = [getOperation, settleOperation];

/** Straight from the store, so that what was decided a moment ago is told. */
async function escalationOf({ eventStore }: Pick<RestDeps, 'eventStore'>, notificationId: string) {
  const events = await eventStore.readStream(escalationStream(notificationId));
  const items = events.filter(isEscalationEvent).map(escalationEntryOf);
  if (items.length > 0) return { items };
  const { status } = await loadNotification(eventStore, notificationId);
  return status === 'unrequested' ? new Problem('notification_unknown') : { items };
}
