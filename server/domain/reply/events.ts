import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';
import { channels } from '#server/domain/message/report.ts';

/** What a person asks for when they write back; `none` is any other text, kept but not acted upon. */
export const replyWishes = ['stop', 'start', 'help', 'none'] as const;
export type ReplyWish = (typeof replyWishes)[number];

export const replyData = z.strictObject({
  channel: z.enum(channels),
  provider: z.string().min(1),
  /** The provider's id of the reply itself. */
  providerMessageId: z.string().min(1),
  wish: z.enum(replyWishes),
  /** What the wish covers: `global`, `sender` (whom they answered) or `group:<id>`. */
  scope: z.string().min(1),
});
export type ReplyData = z.infer<typeof replyData>;

export const replyPersonal = z.strictObject({
  /** Who wrote: an address that we write to. */
  sender: z.string().min(1),
  text: z.string().optional(),
  raw: z.json(),
});
export type ReplyPersonal = z.infer<typeof replyPersonal>;

/** What people write back to us. Stream `reply-<provider>`. */
export const replyEvents = {
  ReplyReceived: { version: 1, data: replyData, personal: replyPersonal, upcast: {} },
} as const satisfies EventDefinitions;

export function replyStream(provider: string): string {
  return `reply-${provider}`;
}
