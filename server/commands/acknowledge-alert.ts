import { acknowledge } from '#server/domain/alert/state.ts';
import { streamOfAlert } from '#server/domain/alert/watch.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { adminEvent } from './admin-event.ts';
import { loadWatchOf } from './load-alerts.ts';

/** Records that somebody has seen an alert; false when somebody had. Throws DomainError `alert_unknown`. */
export async function acknowledgeAlert(
  { eventStore }: { readonly eventStore: EventStore },
  { alertId, ...by }: { readonly alertId: string; readonly actor: string; readonly at: Instant },
): Promise<{ readonly acknowledged: boolean }> {
  const events = acknowledge(alertId, await loadWatchOf(eventStore, alertId));
  const id = `alert-${alertId}-acknowledged`;
  const { appended } = await eventStore.append(
    events.map((event) => ({
      ...event,
      stream: streamOfAlert(alertId),
      ...adminEvent(id, by),
    })),
  );
  return { acknowledged: appended > 0 };
}
