import { compareRefs, type EventRef, newerRef } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import { mostSoftBounces } from './policy.ts';
import type { SuppressionScope } from './scope.ts';

/** An event that speaks for suppressing the address, with what the judgement needs of it. */
export interface Fact extends EventRef {
  /** Said outright by whoever added it; null where the policy says what is forbidden. */
  readonly scope: SuppressionScope | null;
  /** Of the message that the person answered by unsubscribing, if known. */
  readonly category: string | null;
  /** Said outright by whoever added it. */
  readonly expiresAt: Instant | null;
}

/**
 * What is known for one ground of suppression: the facts that nothing later has cleared.
 *
 * Each field is a maximum or the newest few of a set, so no order of arrival can be seen in it. Its size is bounded
 * by what the newest facts decide: whether it holds, and until when. Older ones only tell since when, so as many are
 * kept as a policy can count, and `forgotten` says that the very first is no longer known.
 */
export interface Cell {
  /** Oldest first, all newer than `cleared`. */
  readonly facts: readonly Fact[];
  /** The newest fact that had to be let go although nothing cleared it. */
  readonly forgotten: EventRef | null;
  /** The newest event up to which nothing counts: a delivery, a resubscription, a lift. */
  readonly cleared: EventRef | null;
}

export const emptyCell: Cell = { facts: [], forgotten: null, cleared: null };

/** Adds a fact; the same cell when it is there already or was cleared. */
export function raiseCell(cell: Cell, fact: Fact): Cell {
  if (cell.cleared !== null && compareRefs(fact, cell.cleared) <= 0) return cell;
  if (cell.facts.some(({ id }) => id === fact.id)) return cell;
  const facts = [...cell.facts, fact].sort(compareRefs);
  if (facts.length <= mostSoftBounces) return { ...cell, facts };
  const [oldest, ...kept] = facts;
  return { ...cell, facts: kept, forgotten: newerRef(cell.forgotten, refOnly(oldest)) };
}

/** Clears what happened up to and including an event; the same cell when it was cleared that far already. */
export function clearCell(cell: Cell, upTo: EventRef): Cell {
  if (cell.cleared !== null && compareRefs(upTo, cell.cleared) <= 0) return cell;
  const isLater = (ref: EventRef) => compareRefs(ref, upTo) > 0;
  return {
    facts: cell.facts.filter(isLater),
    forgotten: cell.forgotten !== null && isLater(cell.forgotten) ? cell.forgotten : null,
    cleared: refOnly(upTo),
  };
}

function refOnly(ref: EventRef): EventRef;
function refOnly(ref: EventRef | undefined): EventRef | null;
function refOnly(ref: EventRef | undefined): EventRef | null {
  return ref === undefined ? null : { at: ref.at, id: ref.id };
}
