import type { Replay, ReplayTotals } from '#server/commands/run-replay.ts';
import type { DeadLetterGroup, ListedLetter } from '#server/projections/dead-letters/queries.ts';
import { providerById } from '#server/providers/registry.ts';
import { providerName } from './message-views.ts';

/** Items that failed alike, as anybody may see them: a failure names fields and codes, never values. */
export function deadLetterGroupView(group: DeadLetterGroup) {
  return {
    signature: group.signature,
    ...failureView(group),
    firstSeenAt: group.firstSeenAt,
    lastSeenAt: group.lastSeenAt,
    count: group.count,
    atLeast: group.atLeast,
    open: group.open,
  };
}

/** One item without what was received. */
export function deadLetterView(letter: ListedLetter) {
  return {
    id: letter.id,
    signature: letter.signature,
    ...failureView(letter),
    receivedAt: letter.receivedAt,
    state: letter.state,
    recoveredAt: letter.recoveredAt,
    triedAt: letter.triedAt,
    sizeBytes: letter.sizeBytes,
    erased: letter.erased,
  };
}

/** Many letters being read again, and how far that has come. */
export function replayView(
  replay: Replay,
  more: {
    readonly group: Failing | null;
    readonly progress: Pick<ReplayTotals, 'read' | 'unreadable'>;
    readonly viewerId: string;
  },
) {
  const { totals } = replay;
  return {
    replayId: replay.replayId,
    signature: replay.signature,
    /** Null where no letter is left that fails like this, and for a replay of all that were open. */
    group: more.group === null ? null : failureView(more.group),
    letters: replay.letters,
    isYours: replay.actor === more.viewerId,
    requestedAt: replay.requestedAt,
    isFinished: totals !== null,
    read: totals?.read ?? more.progress.read,
    unreadable: totals?.unreadable ?? more.progress.unreadable,
    /** Known once it is finished. */
    skipped: totals?.skipped ?? 0,
  };
}

type Failing = Pick<DeadLetterGroup, 'provider' | 'failure' | 'adapterVersion'>;

function failureView({ provider, failure, adapterVersion }: Failing) {
  return {
    provider,
    providerName: providerName(provider),
    failure,
    adapterVersion,
    /** Of this build; null where it has no adapter for the provider any more. */
    currentAdapterVersion: providerById(provider)?.adapterVersion ?? null,
  };
}
