import { type AddressHealth, evolveAddressHealth } from '#server/domain/contact/address-health.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { type UserChannel, userChannelAt } from '#server/domain/contact/user-channel.ts';
import type { EventType } from '#server/domain/events.ts';
import { isReportEvent } from '#server/domain/message/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { channels } from '#server/domain/message/report.ts';
import { eventsAsOf, type Moment } from '#server/domain/moment.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { Suppression } from '#server/domain/suppression/suppression.ts';
import { rowAsOf } from '#server/projections/as-of.ts';
import { contactsFold } from './fold.ts';

/** What is needed of an event store. */
interface PersonHistory {
  readStream(stream: string): Promise<readonly StoredEvent[]>;
  readSubject(
    subjectId: string,
    options?: { readonly types?: readonly EventType[] },
  ): Promise<readonly StoredEvent[]>;
}

type SuppressionsOfAddress = (address: {
  readonly channel: Channel;
  readonly subjectId: string;
}) => Promise<readonly Suppression[]>;

/**
 * Every channel of a person at a moment, or what we knew then of it: the address they had, what its reports said by
 * then, and what `suppressionsOfAddress` says stood against it at the same moment.
 */
export async function channelsAsOf(
  eventStore: PersonHistory,
  userId: string,
  moment: Moment,
  suppressionsOfAddress: SuppressionsOfAddress,
): Promise<readonly UserChannel[]> {
  const events = await eventStore.readStream(contactStream(userId));
  return await Promise.all(
    channels.map(async (channel) => {
      const address = rowAsOf(contactsFold, `${channel}/${userId}`, events, moment);
      const subjectId = address?.subjectId ?? null;
      if (subjectId === null) {
        return userChannelAt(moment.at, channel, { address, health: null, suppressions: [] });
      }
      const health = healthAsOf(await eventStore.readSubject(subjectId), channel, moment);
      const suppressions = await suppressionsOfAddress({ channel, subjectId });
      return userChannelAt(moment.at, channel, { address, health, suppressions });
    }),
  );
}

function healthAsOf(events: readonly StoredEvent[], channel: Channel, moment: Moment): AddressHealth | null {
  return eventsAsOf(events, moment)
    .filter(isReportEvent)
    .filter(({ data }) => data.channel === channel)
    .reduce<AddressHealth | null>(evolveAddressHealth, null);
}
