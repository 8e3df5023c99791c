import type { Instant } from '#server/domain/instant.ts';
import { marketingPauseStream } from '#server/domain/marketing-pause/events.ts';
import {
  decideMarketingPause,
  type MarketingPauseCommand,
} from '#server/domain/marketing-pause/marketing-pause.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { loadMarketingPause } from './load-marketing-pause.ts';

/**
 * Pauses or resumes marketing, or says whether the guard may; false when it is so already. In force from the moment this
 * resolves. `actor` is null for the guard itself. Throws DomainError `pause_needs_reason`.
 */
export async function steerMarketing(
  { eventStore }: { readonly eventStore: EventStore },
  command: MarketingPauseCommand,
  { at, actor }: { readonly at: Instant; readonly actor: string | null },
): Promise<{ readonly changed: boolean }> {
  const { pause, events } = await loadMarketingPause(eventStore);
  const { appended } = await eventStore.append(
    decideMarketingPause(command, pause).map((decided) => {
      // The same wish of two at once is one; of two that differ the store keeps both, in its order.
      const id = `${marketingPauseStream}/${decided.type}/${events}`;
      return {
        ...decided,
        stream: marketingPauseStream,
        subject: null,
        occurredAt: at,
        receivedAt: at,
        source: actor === null ? 'engine' : 'admin',
        sourceEventId: id,
        fingerprint: [id],
        ...(actor === null ? {} : { actor }),
      };
    }),
  );
  return { changed: appended > 0 };
}
