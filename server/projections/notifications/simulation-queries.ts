import { and, desc, eq, gte, lt, not, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { notifications } from '#db/schema/notifications.ts';
import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { NotificationRow } from './fold.ts';

export type NotificationToSimulate = Pick<
  NotificationRow,
  'notificationId' | 'userId' | 'category' | 'template' | 'channels' | 'criticality' | 'requestedAt'
>;

interface Selection {
  readonly policy: Pick<EscalationPolicy, 'appliesTo' | 'critical' | 'channel'>;
  readonly from: Instant;
  /** The first moment that does not belong to it. */
  readonly to: Instant;
  /** How many of the newest are looked through for those that fit, so that a rare template costs no more. */
  readonly scan: number;
  readonly limit: number;
}

/**
 * The newest notifications of a time that a policy is for and that were to be told over the channel it watches. Those of
 * erased people are left out: what they were told is not known any more.
 */
export async function notificationsToSimulate(
  db: Drizzle,
  { policy, from, to, scan, limit }: Selection,
): Promise<readonly NotificationToSimulate[]> {
  const { appliesTo, critical, channel } = policy;
  const newest = db
    .select({
      notificationId: notifications.notificationId,
      userId: notifications.userId,
      category: notifications.category,
      template: notifications.template,
      channels: notifications.channels,
      criticality: notifications.criticality,
      requestedAt: notifications.requestedAt,
      erased: notifications.erased,
    })
    .from(notifications)
    .where(and(gte(notifications.requestedAt, from), lt(notifications.requestedAt, to)))
    .orderBy(desc(notifications.requestedAt), desc(notifications.notificationId))
    .limit(scan)
    .as('newest');
  const rows = await db
    .select()
    .from(newest)
    .where(
      and(
        not(newest.erased),
        'template' in appliesTo
          ? eq(newest.template, appliesTo.template)
          : eq(newest.category, appliesTo.category),
        sql`${newest.channels} @> ${JSON.stringify([channel])}::jsonb`,
        critical ? eq(newest.criticality, 'critical') : undefined,
      ),
    )
    .orderBy(desc(newest.requestedAt), desc(newest.notificationId))
    .limit(limit);
  // Safe: the fold alone writes this table, so its text and JSON columns hold what the fold's types say.
  return rows as readonly NotificationToSimulate[];
}
