import type { Instant } from '#server/domain/instant.ts';

/** What is the same of every event by which a person of the staff decides something; `id` is that of the one decision. */
export function adminEvent(
  id: string,
  { actor, at }: { readonly actor: string; readonly at: Instant },
  fingerprint: readonly string[] = [id],
) {
  return {
    subject: null,
    occurredAt: at,
    receivedAt: at,
    source: 'admin',
    sourceEventId: id,
    fingerprint,
    actor,
  } as const;
}
