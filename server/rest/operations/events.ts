import { z } from 'zod';
import { recordApiEvent } from '#server/commands/record-api-event.ts';
import { money } from '#server/domain/money.ts';
import { named, namedBody } from '../components.ts';
import { identifier, timeInput } from '../fields.ts';
import { operation } from '../operation.ts';

const nothing = z.strictObject({});

/** A thousand million of a currency's unit: more is a slip, and sums must not overflow. */
const mostMicros = 1e15;

const said = {
  id: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: 'Your own id of the event. The same one again is the same event, recorded once.' }),
  messageId: identifier.meta({ description: 'Any id under which Earshot knows the message.' }),
  occurredAt: timeInput.optional().meta({ description: 'When it happened; now without it.' }),
};

const eventBody = namedBody(
  'NewEvent',
  z.discriminatedUnion('type', [
    z.strictObject({ ...said, type: z.literal('read') }),
    z.strictObject({
      ...said,
      type: z.literal('converted'),
      conversion: z
        .string()
        .min(1)
        .max(200)
        .meta({ description: 'Your name for it, such as `invoice_paid`.' }),
      value: money
        .extend({ amountMicros: z.int().min(0).max(mostMicros) })
        .optional()
        .meta({ description: 'Millionths of a currency: 12.50 EUR is 12500000.' }),
    }),
  ]),
);

const recordOperation = operation({
  id: 'recordEvent',
  method: 'POST',
  path: '/events',
  group: 'Events',
  scope: 'events:write',
  summary: 'Tell what a person did with a message in your product',
  description:
    'That it was read, which ends what would escalate for want of it; or that it led to what it was for.',
  params: nothing,
  query: nothing,
  body: eventBody,
  answer: {
    status: 200,
    description: 'The event is durable. `recorded` is false when it was recorded before.',
    schema: named(
      'RecordedEvent',
      z.strictObject({ recorded: z.boolean(), eventId: z.string(), messageId: z.string() }),
    ),
    mediaType: 'application/json',
  },
  refusals: [
    'message_unknown',
    'message_unsent',
    'message_of_nobody',
    'occurred_in_the_future',
    'idempotency_key_reused',
  ],
  async handle(deps, { actor }, { body }) {
    const fact =
      body.type === 'read'
        ? ({ type: 'read' } as const)
        : ({ type: 'converted', conversion: body.conversion, value: body.value ?? null } as const);
    const { id, messageId, occurredAt = null } = body;
    const recorded = await recordApiEvent(deps, { id, messageId, occurredAt, fact, actor, at: deps.now() });
    await deps.nudge();
    return recorded;
  },
});

export const eventOperations = [recordOperation];
