import { z } from 'zod';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { messageKinds } from '#server/domain/message/kind.ts';
import { channels, reportCodes } from '#server/domain/message/report.ts';
import { engagements, type MessageState } from '#server/domain/message/state.ts';
import { type MessageStatus, statusRanks } from '#server/domain/message/status.ts';
import type { MessageSummary } from '#server/projections/messages/queries.ts';
import { named } from './components.ts';
import { time } from './fields.ts';

// Safe: the table of ranks has exactly the statuses as keys.
export const messageStatuses = Object.keys(statusRanks) as MessageStatus[];

const fields = {
  id: z.string(),
  notificationId: z.string().nullable().meta({ description: 'Null for what was not sent through Earshot.' }),
  channel: z.enum(channels),
  provider: z.string().nullable().meta({ description: 'Null as long as none has spoken of it.' }),
  providerMessageId: z.string().nullable(),
  recipient: z
    .string()
    .nullable()
    .meta({ description: 'Null where none is known, and once the person is erased.' }),
  subjectLine: z.string().nullable(),
  category: z.string().nullable(),
  template: z.string().nullable(),
  status: z
    .enum(messageStatuses)
    .meta({ description: 'The highest-ranked report, in whatever order they came.' }),
  statusAt: time.meta({ description: 'When the report that gave the status happened.' }),
  codes: reportCodes
    .nullable()
    .meta({ description: 'What that report said in codes: SMTP, RFC 3463, the provider’s.' }),
  skipReason: z.enum(sendRules).nullable().meta({ description: 'Why Earshot chose not to send it.' }),
  engagement: z.enum(engagements).meta({ description: 'The strongest thing that a person did.' }),
  opens: z.object({ human: z.int(), machine: z.int(), unknown: z.int() }),
  clicks: z.int().meta({ description: 'Of people.' }),
  reads: z.int().meta({ description: 'Of people.' }),
  firstAt: time.meta({ description: 'The earliest that is known of it.' }),
  lastAt: time.meta({ description: 'The latest that is known of it.' }),
  erased: z.boolean().meta({ description: 'What was said about the person is unreadable for ever.' }),
};

/** A message in a list. */
export const messageShape = named('Message', z.strictObject(fields));

/** One message with all that is known of it. */
export const messageDetailShape = named(
  'MessageDetail',
  z.strictObject({
    ...fields,
    statusReason: z.string().nullable().meta({ description: 'The provider’s own words.' }),
    times: z
      .partialRecord(z.enum(messageKinds), time)
      .meta({ description: 'The earliest of each kind of event.' }),
    counts: z
      .partialRecord(z.enum(messageKinds), z.int())
      .meta({ description: 'How many events of each kind.' }),
    convertedMicros: z
      .record(z.string(), z.number())
      .meta({ description: 'What conversions were worth: millionths by ISO 4217 currency.' }),
  }),
);

export function messageOf(row: MessageSummary): z.input<typeof messageShape> {
  const { messageId: id, notificationId, channel, provider, providerMessageId, recipient, subjectLine } = row;
  const { category, template, status, statusAt, statusCodes: codes, skipReason, engagement } = row;
  const { clicks, reads, firstAt, lastAt, erased, humanOpens: human, machineOpens: machine } = row;
  const opens = { human, machine, unknown: (row.counts.opened ?? 0) - human - machine };
  return {
    ...{ id, notificationId, channel, provider, providerMessageId, recipient, subjectLine },
    ...{ category, template, status, statusAt, codes, skipReason, engagement },
    ...{ opens, clicks, reads, firstAt, lastAt, erased },
  };
}

export function messageDetailOf(row: MessageState): z.input<typeof messageDetailShape> {
  const { statusReason, times, counts, convertedValue } = row;
  return { ...messageOf(row), statusReason, times, counts, convertedMicros: { ...convertedValue } };
}
