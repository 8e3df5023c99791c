import type { Deps } from '#server/deps.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { decisionsOfNotification } from '#server/projections/decisions/queries.ts';
import { type Escalation, escalationOfNotification } from '#server/projections/escalations/queries.ts';
import { findMessages, type MessageSummary } from '#server/projections/messages/queries.ts';
import { findNotification } from '#server/projections/notifications/queries.ts';

/** More attempts than any notification has: four channels, and the ten steps of the longest escalation. */
const mostMessages = 50;

export interface NotificationDetail {
  readonly notification: NonNullable<Awaited<ReturnType<typeof findNotification>>>;
  /** Whether each message was sent, and what forbade it, the newest first. */
  readonly decisions: Awaited<ReturnType<typeof decisionsOfNotification>>['decisions'];
  readonly messages: readonly MessageSummary[];
  /** Null when none was planned. */
  readonly escalation: Escalation | null;
}

/** What was asked for and what became of it. Throws DomainError `notification_unknown`. */
export async function notificationDetail(
  db: Deps['db'],
  notificationId: string,
): Promise<NotificationDetail> {
  const notification = await findNotification(db, notificationId);
  if (notification === null) {
    throw new DomainError('notification_unknown', 'There is no notification with this id.');
  }
  const page = { before: null, limit: mostMessages };
  const { decisions } = await decisionsOfNotification(db, notificationId, page);
  const messages = await findMessages(
    db,
    decisions.map(({ messageId }) => messageId),
  );
  const escalation = await escalationOfNotification(db, notificationId);
  return { notification, decisions, messages, escalation };
}
