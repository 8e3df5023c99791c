import type { HeaderNames } from '#server/providers/standard-webhook.ts';

export const variable = 'RESEND_WEBHOOK_SECRETS';

/** Resend's webhooks are sent by Svix, whose headers are older than the standard they became. */
export const headerNames: HeaderNames = {
  id: 'svix-id',
  timestamp: 'svix-timestamp',
  signature: 'svix-signature',
};
