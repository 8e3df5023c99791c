import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { ReadModelEvent } from './events.ts';
import type { Orders } from './orders.ts';
import { isUnderWay, type RebuildStanding } from './standing.ts';

export type ReadModelCommand =
  | { readonly type: 'RequestRebuild'; readonly reason: string }
  | { readonly type: 'AbortRebuild' }
  /** `startedAt` is that of the rebuild whose comparison was looked at. */
  | { readonly type: 'AcceptRebuiltRows'; readonly startedAt: Instant }
  /** `kept`: there are rows to drop. */
  | { readonly type: 'DropReplacedRows'; readonly kept: boolean };

interface Known {
  readonly standing: RebuildStanding;
  readonly open: Orders;
}

/**
 * What a wish about a read model brings; nothing where it was wished already. Throws DomainError:
 * `rebuild_needs_reason`, `rebuild_under_way`, `no_rebuild_under_way`, `rebuild_changed`.
 */
export function decideReadModel(
  command: ReadModelCommand,
  name: string,
  known: Known,
): readonly ReadModelEvent[] {
  const { open } = known;
  switch (command.type) {
    case 'RequestRebuild':
      return request(name, command.reason.trim(), open);
    case 'AbortRebuild':
      if (isUnderWay(open.status)) return [{ type: 'RebuildAborted', data: { name }, personal: null }];
      if (open.rebuild === 'abort') return [];
      throw new DomainError('no_rebuild_under_way', `No rebuild of ${name} is under way.`);
    case 'AcceptRebuiltRows':
      return accept(name, command.startedAt, known);
    case 'DropReplacedRows':
      if (!command.kept || open.dropReplaced) return [];
      return [{ type: 'ReplacedRowsDropped', data: { name }, personal: null }];
  }
}

function request(name: string, reason: string, open: Orders): readonly ReadModelEvent[] {
  if (reason === '') throw new DomainError('rebuild_needs_reason', 'A rebuild needs a reason.');
  if (isUnderWay(open.status))
    throw new DomainError('rebuild_under_way', `A rebuild of ${name} is under way.`);
  return [{ type: 'RebuildRequested', data: { name, reason }, personal: null }];
}

function accept(name: string, startedAt: Instant, { standing, open }: Known): readonly ReadModelEvent[] {
  const isTheSame = standing.status === 'differs' && standing.startedAt === startedAt;
  if (isTheSame && open.rebuild === 'swap') return [];
  if (isTheSame && open.rebuild === null)
    return [{ type: 'RebuiltRowsAccepted', data: { name, startedAt }, personal: null }];
  throw new DomainError('rebuild_changed', `The rebuild of ${name} does not wait for a decision.`);
}
