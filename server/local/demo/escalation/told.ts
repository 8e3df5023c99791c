import { z } from 'zod';
import { machineVerdicts } from '#server/domain/message/report.ts';

const at = z.string();
const decision = z.object({
  verdict: z.enum(['send', 'skip']),
  rule: z.string().nullable(),
  decidedAt: at,
  checks: z.array(z.unknown()),
});
const entry = z.object({
  position: z.int(),
  type: z.string(),
  occurredAt: at,
  provider: z.string().nullable(),
  reason: z.string().nullable(),
  machine: z.enum(machineVerdicts).nullable(),
});
const step = z.object({
  position: z.int(),
  type: z.string(),
  at,
  messageId: z.string().nullable(),
  because: z.string().nullable(),
  outcome: z.string().nullable(),
  seen: z.string().nullable(),
  reason: z.string().nullable(),
});

/** What is read of the API's answers. */
export const answers = {
  decision,
  timeline: z.object({ items: z.array(entry) }),
  escalation: z.object({ items: z.array(step) }),
  notification: z.object({ notificationId: z.string() }),
  policy: z.object({ status: z.enum(['in_force', 'retired']), version: z.int() }),
} as const;

export type Entry = Readonly<z.infer<typeof entry>>;
export type Step = Readonly<z.infer<typeof step>>;

export interface MessageTold {
  /** Null until it is decided. */
  readonly decision: Readonly<z.infer<typeof decision>> | null;
  readonly timeline: readonly Entry[];
}

/** All that is known of one notification at a moment. */
export interface Told {
  readonly mail: MessageTold;
  /** Null as long as none was decided for. */
  readonly text: MessageTold | null;
  readonly escalation: readonly Step[];
}

/** Ends of a text message. */
const ends = ['delivered', 'hard_bounced', 'soft_bounced', 'dropped', 'failed', 'skipped', 'outcome_unknown'];

/** Whether nothing is left to wait for; of a policy with one step. */
export function isOver({ text, escalation }: Told): boolean {
  const isClosed = escalation.some(({ type }) => ['cancelled', 'ended', 'skipped'].includes(type));
  return isClosed || text?.timeline.some(({ type }) => ends.includes(type)) === true;
}
