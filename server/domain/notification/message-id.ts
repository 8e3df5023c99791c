import type { Channel } from '#server/domain/message/report.ts';

/**
 * The id of one attempt to tell a notification: attempt 0 is what was asked for, n the n-th step of its escalation.
 * Whoever makes the same attempt again gets the same id, so it cannot become two messages.
 */
export function messageIdOf(notificationId: string, channel: Channel, attempt: number): string {
  return `${notificationId}-${channel}-${attempt}`;
}

const ours = /^(ntf_.+)-(?:email|sms|push|in_app)-\d+$/;

/** The notification that a message of ours was an attempt to tell; null for an id that is not ours. */
export function notificationIdOf(messageId: string): string | null {
  return ours.exec(messageId)?.[1] ?? null;
}
