import { isAlertEvent } from '#server/domain/alert/events.ts';
import type { StoredAlertEvent } from '#server/domain/alert/state.ts';
import { streamOfAlert, watchStream } from '#server/domain/alert/watch.ts';
import type { EventStore } from '#server/event-store/event-store.ts';

type StreamReader = Pick<EventStore, 'readStream'>;

/** All that is stored of a watch's alerts, the oldest first. */
export async function loadWatch(
  eventStore: StreamReader,
  watchId: string,
): Promise<readonly StoredAlertEvent[]> {
  return await alertEventsIn(eventStore, watchStream(watchId));
}

/** The same for the watch that an alert belongs to; nothing for an alert that never was. */
export async function loadWatchOf(
  eventStore: StreamReader,
  alertId: string,
): Promise<readonly StoredAlertEvent[]> {
  return await alertEventsIn(eventStore, streamOfAlert(alertId));
}

async function alertEventsIn(eventStore: StreamReader, stream: string): Promise<readonly StoredAlertEvent[]> {
  return (await eventStore.readStream(stream)).filter((event) => isAlertEvent(event));
}
