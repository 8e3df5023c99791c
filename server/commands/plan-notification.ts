import type { Channel } from '#server/domain/message/report.ts';
import type { NotificationRequest } from '#server/domain/notification/events.ts';
import { loadNotification } from './load-notification.ts';
import { reachableChannels } from './reachable-channels.ts';
import type { SendDeps } from './send-deps.ts';

/**
 * The channels to try, in order. Those that nothing is set up for are passed over; where that is all of them the first
 * stays, so that its failure is recorded. None where nothing was asked for.
 */
export async function planNotification(
  { eventStore, outbound }: SendDeps,
  notificationId: string,
): Promise<readonly Channel[]> {
  const state = await loadNotification(eventStore, notificationId);
  if (state.status === 'unrequested' || state.personal === null) return [];
  return channelsToTry(outbound, state.request);
}

/** The same of a request that is known. */
export function channelsToTry(
  outbound: SendDeps['outbound'],
  { category, channels }: Pick<NotificationRequest, 'category' | 'channels'>,
): readonly Channel[] {
  const reachable = reachableChannels(outbound, category, channels);
  return reachable.length > 0 ? reachable : channels.slice(0, 1);
}
