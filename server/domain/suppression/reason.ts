/** Why an address must not be written to. */
export const suppressionReasons = [
  'hard_bounce',
  'soft_bounce_limit',
  'complaint',
  'unsubscribe',
  'stop',
  'invalid_number',
  'inactive',
  'manual',
  'provider_list',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** The reasons that are the person's own wish: only these can end because the person asks for messages again. */
export type WishReason = 'unsubscribe' | 'stop';

export function isWish(reason: SuppressionReason): reason is WishReason {
  return reason === 'unsubscribe' || reason === 'stop';
}
