import { bigint, numeric, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

const sum = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

/**
 * Read model: how many messages were first delivered, opened and so on in an hour. Tallied from the rows of `messages`
 * by `server/projections/delivery-metrics/`, whose `measures.ts` says what each sum means.
 */
export const deliveryMetrics = readModels.table(
  'delivery_metrics',
  {
    /** Its start, in UTC. */
    hour: instant('hour').notNull(),
    channel: text('channel').notNull(),
    /** Empty where there is none, as in the columns below. */
    provider: text('provider').notNull(),
    category: text('category').notNull(),
    template: text('template').notNull(),
    /** Of a mailbox provider that very many people share; `other` for any other, empty without an email address. */
    recipientDomain: text('recipient_domain').notNull(),
    /** ISO 4217 code in rows that hold nothing but `converted_micros`; empty in those that count messages. */
    currency: text('currency').notNull(),
    requested: sum('requested'),
    skipped: sum('skipped'),
    submitted: sum('submitted'),
    accepted: sum('accepted'),
    sent: sum('sent'),
    deferred: sum('deferred'),
    delivered: sum('delivered'),
    softBounced: sum('soft_bounced'),
    hardBounced: sum('hard_bounced'),
    dropped: sum('dropped'),
    failed: sum('failed'),
    complained: sum('complained'),
    unsubscribed: sum('unsubscribed'),
    resubscribed: sum('resubscribed'),
    openedHuman: sum('opened_human'),
    openedMachine: sum('opened_machine'),
    openedUnknown: sum('opened_unknown'),
    clickedHuman: sum('clicked_human'),
    clickedMachine: sum('clicked_machine'),
    read: sum('read'),
    converted: sum('converted'),
    /** Millionths of the currency. `numeric`, because a sum of the largest amounts must not overflow. */
    convertedMicros: numeric('converted_micros', { mode: 'number' }).notNull().default(0),
  },
  (table) => [
    // Begins with the hour, because every question is about a period.
    primaryKey({
      name: 'delivery_metrics_key',
      columns: [
        table.hour,
        table.channel,
        table.provider,
        table.category,
        table.template,
        table.recipientDomain,
        table.currency,
      ],
    }),
  ],
);
