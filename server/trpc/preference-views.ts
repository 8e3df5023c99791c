import { type CategoryTable, isLocked } from '#server/domain/category/category.ts';
import type { UserChannel } from '#server/domain/contact/user-channel.ts';
import type { Instant } from '#server/domain/instant.ts';
import { type Channel, channels } from '#server/domain/message/report.ts';
import { type PreferenceHistoryEntry, wayOfChange } from '#server/domain/preference/history.ts';
import { resolvePreference } from '#server/domain/preference/resolve.ts';
import { type PreferencesState, pauseAt } from '#server/domain/preference/state.ts';
import { isWish } from '#server/domain/suppression/reason.ts';
import { isWholeChannel } from '#server/domain/suppression/scope.ts';

interface Offer {
  readonly categories: CategoryTable;
  /** Those that this installation can send over, or that the person has. */
  readonly columns: readonly Channel[];
  readonly has: ReadonlySet<Channel>;
  readonly at: Instant;
}

/** The grid of what a person can be told of and where, with the pause and the hours that hold above it. */
export function gridView(state: PreferencesState, { categories, columns, has, at }: Offer) {
  const rows = Object.entries(categories).filter(([, { channels: offered }]) =>
    offered.some((channel) => columns.includes(channel)),
  );
  const pause = pauseAt(state, at);
  return {
    channels: columns,
    categories: rows.map(([name, { title, help, stream, channels: offered }]) => ({
      ...{ name, title, help, stream, locked: isLocked(name) },
      cells: columns.map((channel) => {
        const { enabled, ground } = resolvePreference(state, categories, name, channel);
        const isOffered = offered.includes(channel);
        return { channel, enabled, ground, offered: isOffered, reachable: isOffered && has.has(channel) };
      }),
    })),
    pause: pause && { until: pause.until },
    quietHours: state.quietHours?.hours ?? null,
  };
}
export type GridView = ReturnType<typeof gridView>;

/** The channels to show: all that can be sent over, and those that the person has anyway. */
export function columnsOf(has: ReadonlySet<Channel>, canSend: readonly Channel[]): readonly Channel[] {
  return channels.filter((channel) => has.has(channel) || canSend.includes(channel));
}

/** A person is their own address in the app. */
export function channelsHad(known: readonly UserChannel[]): ReadonlySet<Channel> {
  return new Set(
    known.flatMap(({ channel, address }) =>
      channel === 'in_app' || typeof address?.address === 'string' ? [channel] : [],
    ),
  );
}

/** One change as the person is told of it: never who else made it, only how. */
export function changeView({ id, at, change, actor, source }: PreferenceHistoryEntry) {
  return { id, at, change, way: wayOfChange({ source, actor }) };
}

/** How a channel of the person's own does, in codes: what stands in the way first, then what was heard of it last. */
export function ownChannelView({
  channel,
  address,
  lastStatus,
  optedOut,
  suppressions,
  health,
}: UserChannel) {
  const blocking = suppressions.find(({ reason, scope }) => !isWish(reason) && isWholeChannel(scope));
  const known = address?.address ?? null;
  const standing = blocking
    ? { state: blocking.reason, since: blocking.since }
    : optedOut
      ? { state: optedOut.reason, since: optedOut.since }
      : { state: health.reason, since: lastStatus?.at ?? null };
  return {
    channel,
    address: known,
    ...(channel === 'in_app' ? { state: 'own' as const, since: null } : standing),
    /** What stopped by the person's own wish or silence, and so starts again when they ask for it. */
    left: suppressions.flatMap(({ reason, scope, since }) => {
      const isWhole = isWholeChannel(scope);
      // A device that is gone takes nothing, whatever its owner asks for.
      const isTheirs = reason === 'unsubscribe' || (reason === 'inactive' && !isWhole);
      return isTheirs ? [{ reason, scope, since, isWhole }] : [];
    }),
  };
}
