import { z } from 'zod';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { refOf } from '#server/domain/event-id.ts';
import { messageKinds } from '#server/domain/message/kind.ts';
import { channels, machineVerdicts, reportCodes } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { verificationScopes } from '#server/domain/stored-event.ts';
import type { MessageTimelineEvent } from '#server/trpc/message-events.ts';
import { timelineView } from '#server/trpc/timeline-view.ts';
import { named } from './components.ts';
import { time } from './fields.ts';

const text = z.string().nullable();

/** One event of a message. What it says nothing of is null. */
export const timelineEntryShape = named(
  'TimelineEntry',
  z.strictObject({
    id: z
      .string()
      .meta({ description: 'Names the event for ever: its source, a slash, and the source’s id.' }),
    position: z.int().meta({ description: 'Where the event store has it.' }),
    type: z
      .enum(messageKinds)
      .meta({ description: 'What happened, in one word that is the same for all providers.' }),
    messageId: z
      .string()
      .meta({ description: 'The id it was heard under, which may be another than you asked for.' }),
    channel: z.enum(channels),
    occurredAt: time.meta({ description: 'By the clock of whoever reports it.' }),
    receivedAt: time.meta({ description: 'By Earshot’s clock.' }),
    recordedAt: time.meta({ description: 'By the database’s clock.' }),
    source: z
      .string()
      .meta({ description: 'A provider, or `api`, `user`, `admin`, `engine`, `import`, `sync`.' }),
    provider: text,
    providerEvent: text.meta({ description: 'How the provider calls it.' }),
    providerEventId: text.meta({
      description:
        'The provider’s id of the event; `content-…` is a hash of it where the provider gave none.',
    }),
    providerMessageId: text,
    recipient: text,
    reason: text.meta({ description: 'The provider’s own words.' }),
    codes: reportCodes.nullable(),
    url: text.meta({ description: 'The link that was followed.' }),
    ip: text,
    userAgent: text,
    subjectLine: text,
    verification: z
      .strictObject({
        scope: z.enum(verificationScopes),
        method: z.string(),
        keyId: z.string(),
        signedAt: time.optional(),
      })
      .nullable()
      .meta({ description: 'What the signature covered; null for what came from no webhook.' }),
    duplicates: z.int().meta({ description: 'How often the same event was sent again.' }),
    machine: z
      .enum(machineVerdicts)
      .nullable()
      .meta({ description: 'Who opened or clicked, as the provider reports it.' }),
    category: text,
    template: text,
    unsubscribeScope: text.meta({ description: '`global`, `group:<id>`, `list` or `sender`.' }),
    scheduledFor: time.nullable(),
    notificationId: text,
    step: z
      .int()
      .nullable()
      .meta({ description: 'The step of the escalation that asked for it; 0 is the first.' }),
    skipReason: z.enum(sendRules).nullable(),
    conversion: text,
    value: money.nullable(),
    causation: text.meta({ description: 'The event that brought it, such as the dead letter it lay in.' }),
    correlation: text,
    erased: z.boolean(),
    raw: text
      .optional()
      .meta({ description: 'The provider’s item as it came, as JSON text; with `raw=true` alone.' }),
  }),
);

export const timelineShape = named(
  'Timeline',
  z.strictObject({
    items: z.array(timelineEntryShape).meta({ description: 'In the order in which it happened.' }),
  }),
);

export function timelineEntryOf(
  event: MessageTimelineEvent,
  { raw: withRaw }: { readonly raw: boolean },
): z.input<typeof timelineEntryShape> {
  const view = timelineView(event, false);
  const { position, kind, messageId, channel, occurredAt, receivedAt, recordedAt, source } = view;
  const { provider, providerEvent, providerMessageId, sourceEventId, recipient, reason, codes } = view;
  const { url, ip, userAgent, subjectLine, verification, duplicates, machine, category, template } = view;
  const { scope, scheduledFor, notificationId, step, skipReason, conversion, value } = view;
  return {
    ...{ id: refOf(event).id, position, type: kind, messageId, channel },
    ...{ occurredAt, receivedAt, recordedAt, source, provider, providerEvent, providerMessageId },
    // An import says what a provider reported, under an id of its own.
    providerEventId: provider === source ? sourceEventId : null,
    ...{ recipient, reason, codes, url, ip, userAgent, subjectLine, verification, duplicates, machine },
    ...{ category, template, unsubscribeScope: scope, scheduledFor, notificationId, step, skipReason },
    ...{
      conversion,
      value,
      causation: event.causation,
      correlation: event.correlation,
      erased: event.erased,
    },
    ...(withRaw ? { raw: view.raw } : {}),
  };
}
