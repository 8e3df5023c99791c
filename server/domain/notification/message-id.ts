import type { Channel } from '#server/domain/message/report.ts';

/**
 * The id of one attempt to tell a notification: attempt 0 is what was asked for, n the n-th step of its escalation.
 * Whoever makes the same attempt again gets the same id, so it cannot become two messages.
 */
export function messageIdOf(notificationId: string, channel: Channel, attempt: number): string {
  return `${notificationId}-${channel}-${attempt}`;
}
