import { z } from 'zod';
import { instant } from '#server/domain/instant.ts';

export const channels = ['email', 'sms', 'push', 'in_app'] as const;
export type Channel = (typeof channels)[number];

/** What a provider can say about one message to one recipient, in our words. */
export const reportKinds = [
  'accepted',
  'sent',
  'deferred',
  'soft_bounced',
  'dropped',
  'failed',
  'delivered',
  'hard_bounced',
  'complained',
  'opened',
  'clicked',
  'read',
  'unsubscribed',
  'resubscribed',
] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Who opened or clicked, as far as anybody can tell. */
export const machineVerdicts = ['human', 'likely_machine', 'unknown'] as const;
export type MachineVerdict = (typeof machineVerdicts)[number];

/** Codes say what happened without saying to whom; free text, which may name the person, is in `personal`. */
export const reportCodes = z.strictObject({
  /** Three-digit SMTP reply, RFC 5321 §4.2. */
  smtp: z.string().optional(),
  /** Enhanced status such as 5.1.1, RFC 3463. */
  enhanced: z.string().optional(),
  /** The provider's own class or error code. */
  provider: z.string().optional(),
  /** The provider's try number, as it counts. */
  attempt: z.int().optional(),
});

/** What is stored in the clear about one report. */
export const reportData = z.strictObject({
  messageId: z.string().min(1),
  channel: z.enum(channels),
  provider: z.string().min(1),
  providerMessageId: z.string().min(1).optional(),
  /** How the provider's own word for it was spelt, for the curious. */
  providerEvent: z.string().min(1),
  codes: reportCodes.optional(),
  machine: z.enum(machineVerdicts).optional(),
  /** Of an unsubscribe or resubscribe: `global`, `group:<id>`, `list` or `sender`. */
  scope: z.string().min(1).optional(),
  category: z.string().min(1).optional(),
  template: z.string().min(1).optional(),
  /** True when the message id is ours, given back or set by ourselves; false when derived from the provider's. */
  echoed: z.boolean(),
  /** When the provider plans to send, if it says so. */
  scheduledFor: instant.optional(),
});
export type ReportData = z.infer<typeof reportData>;

/** What is sealed: it names or describes the person. `raw` is the provider's item as it came. */
export const reportPersonal = z.strictObject({
  recipient: z.string().min(1),
  reason: z.string().optional(),
  subjectLine: z.string().optional(),
  url: z.string().optional(),
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  raw: z.json(),
});
export type ReportPersonal = z.infer<typeof reportPersonal>;
