import { z } from 'zod';
import { sendDecision } from '#server/domain/decision/send-decision.ts';
import { channels } from '#server/domain/message/report.ts';
import { withChecks } from '#server/projections/decisions/checks-queries.ts';
import { decisionOfMessage } from '#server/projections/decisions/queries.ts';
import { messageAsOf } from '#server/projections/messages/as-of-queries.ts';
import { findMessage, listMessages } from '#server/projections/messages/queries.ts';
import { eventsEverOfMessage, eventsOfMessage } from '#server/trpc/message-events.ts';
import { named } from '../components.ts';
import {
  flag,
  identifier,
  lookingBack,
  momentOf,
  nextCursor,
  paging,
  several,
  time,
  timeInput,
} from '../fields.ts';
import {
  messageDetailOf,
  messageDetailShape,
  messageOf,
  messageShape,
  messageStatuses,
} from '../message-shapes.ts';
import { operation, type RestDeps } from '../operation.ts';
import { Problem } from '../problem.ts';
import { timelineEntryOf, timelineShape } from '../timeline-shapes.ts';

const byId = z.strictObject({
  id: identifier.meta({ description: 'Any id under which the message is known.' }),
});
const nothing = z.strictObject({});

const pageShape = named('MessagePage', z.strictObject({ items: z.array(messageShape), nextCursor }));

const decisionShape = named(
  'Decision',
  sendDecision.extend({
    messageId: z.string(),
    notificationId: z.string().nullable(),
    channel: z.enum(channels),
    category: z.string(),
    decidedAt: time,
    eventId: z.string(),
  }),
);

const listOperation = operation({
  id: 'listMessages',
  method: 'GET',
  path: '/messages',
  group: 'Messages',
  scope: 'messages:read',
  summary: 'Find messages, the newest first',
  description: 'What is not asked for may be anything. Whole recipients and ids alone are found.',
  params: nothing,
  query: z.strictObject({
    recipient: z
      .string()
      .trim()
      .min(1)
      .max(998)
      .optional()
      .meta({ description: 'A whole address, in any case.' }),
    providerMessageId: identifier.optional(),
    status: several(z.enum(messageStatuses), messageStatuses.length)
      .optional()
      .meta({ description: 'Any of these: give it several times.' }),
    channel: z.enum(channels).optional(),
    provider: identifier.optional(),
    from: timeInput.optional().meta({ description: 'First heard of at this moment or later.' }),
    to: timeInput.optional().meta({ description: 'First heard of before this moment.' }),
    ...paging,
  }),
  body: null,
  answer: { status: 200, description: 'A page of them.', schema: pageShape, mediaType: 'application/json' },
  refusals: ['invalid_cursor'],
  async handle({ db }, _caller, { query }) {
    const { status, limit, cursor, ...exactly } = query;
    const filter = { search: '', statuses: status ?? [], wholeRecipientOnly: true, exactly };
    const page = await listMessages(db, filter, { cursor: cursor ?? null, limit });
    return { items: page.rows.map(messageOf), nextCursor: page.nextCursor };
  },
});

const getOperation = operation({
  id: 'getMessage',
  method: 'GET',
  path: '/messages/{id}',
  group: 'Messages',
  scope: 'messages:read',
  summary: 'One message, now or as it was',
  params: byId,
  query: z.strictObject(lookingBack),
  body: null,
  answer: {
    status: 200,
    description: 'The message.',
    schema: messageDetailShape,
    mediaType: 'application/json',
  },
  refusals: ['message_unknown'],
  async handle(deps, _caller, { params, query }) {
    const at = momentOf(query);
    const row = at
      ? messageAsOf(params.id, await eventsEverOfMessage(deps, params.id), at)?.message
      : await findMessage(deps.db, params.id);
    return row ? messageDetailOf(row) : new Problem('message_unknown');
  },
});

const timelineOperation = operation({
  id: 'getMessageTimeline',
  method: 'GET',
  path: '/messages/{id}/timeline',
  group: 'Messages',
  scope: 'messages:read',
  summary: 'Everything that happened to one message',
  params: byId,
  query: z.strictObject({
    ...lookingBack,
    raw: flag.meta({ description: 'With each provider’s item as it came.' }),
  }),
  body: null,
  answer: { status: 200, description: 'Its events.', schema: timelineShape, mediaType: 'application/json' },
  refusals: ['message_unknown'],
  async handle(deps, _caller, { params, query }) {
    const at = momentOf(query);
    const events = at
      ? messageAsOf(params.id, await eventsEverOfMessage(deps, params.id), at)?.events
      : await eventsOfMessage(deps, params.id);
    if (events === undefined || events.length === 0) return new Problem('message_unknown');
    return { items: events.map((event) => timelineEntryOf(event, { raw: query.raw ?? false })) };
  },
});

const decisionOperation = operation({
  id: 'getMessageDecision',
  method: 'GET',
  path: '/messages/{id}/decision',
  group: 'Messages',
  scope: 'messages:read',
  summary: 'Why one message was sent or not',
  description:
    'The newest decision with every check that it was made by. There is none for what others sent.',
  params: byId,
  query: nothing,
  body: null,
  answer: { status: 200, description: 'The decision.', schema: decisionShape, mediaType: 'application/json' },
  refusals: ['decision_unknown'],
  async handle({ db, eventStore }, _caller, { params }) {
    const decision = await decisionOf(db, params.id);
    const [checked] = await withChecks(eventStore, decision === null ? [] : [decision]);
    return checked ?? new Problem('decision_unknown');
  },
});

/** A decision stands under our own id, which an alias leads to. */
async function decisionOf(db: RestDeps['db'], id: string) {
  const decision = await decisionOfMessage(db, id);
  if (decision !== null) return decision;
  const message = await findMessage(db, id);
  return message === null ? null : decisionOfMessage(db, message.messageId);
}

export const messageOperations = [listOperation, getOperation, timelineOperation, decisionOperation];
