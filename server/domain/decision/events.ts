import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';
import { channels } from '#server/domain/message/report.ts';
import { sendDecision } from './send-decision.ts';

/** Why messages were sent or not. Stream `decision-<message id>`. */
export const decisionEvents = {
  /** Every check that was made before a message, with what it followed from. */
  SendDecided: {
    version: 2,
    data: z.strictObject({
      messageId: z.string().min(1),
      /** Null for a message that belongs to no notification. */
      notificationId: z.string().min(1).nullable(),
      channel: z.enum(channels),
      category: z.string().min(1),
      decision: sendDecision,
    }),
    personal: null,
    // The second version has one check more; what was not asked then stays unasked.
    upcast: { 1: (data) => data },
  },
} as const satisfies EventDefinitions;

export function decisionStream(messageId: string): string {
  return `decision-${messageId}`;
}
