import { DomainError } from '#server/domain/domain-error.ts';
import { compareRefs, type EventRef } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import { clearCell } from './cell.ts';
import type { SuppressionLifted, SuppressionsUndone } from './events.ts';
import { liftOf, statedReason } from './lift.ts';
import type { SuppressionReason } from './reason.ts';
import type { SuppressionState } from './state.ts';
import { isInForce, type Suppression, type SuppressionRules } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';

/** What went wrong and when: suppressions that began in this time, for these reasons, by these sources. */
export interface SuppressionCause {
  readonly from: Instant;
  /** The first moment that does not belong to it. */
  readonly to: Instant;
  readonly reasons: readonly SuppressionReason[];
  /** Providers and other sources of events; null for all. */
  readonly sources: readonly string[] | null;
}

/** One suppression an undo would lift, as previewed. */
export interface UndoItem extends Suppression {
  /** The newest event of the incident: what happened later goes on counting. */
  readonly upTo: EventRef;
  /** True when the address stays suppressed, by this ground or another. */
  readonly staysSuppressed: boolean;
}

/**
 * The suppressions of one address that a cause brought about. One that began earlier was only confirmed by the
 * incident and stays; so does one whose beginning is no longer known.
 */
export function previewUndo(
  state: SuppressionState,
  cause: SuppressionCause,
  rules: SuppressionRules,
  at: Instant,
): readonly UndoItem[] {
  return inForceAt(state, rules, at)
    .filter((suppression) => isCausedBy(suppression, cause))
    .map((suppression) => {
      const cell = state.cells[suppression.cell];
      const upTo = cell?.facts.findLast((fact) => fact.at < cause.to) ?? suppression.newest;
      const ref = { at: upTo.at, id: upTo.id };
      const cells = cell === undefined ? {} : { [suppression.cell]: clearCell(cell, ref) };
      const after = { ...state, cells: { ...state.cells, ...cells } };
      return { ...suppression, upTo: ref, staysSuppressed: inForceAt(after, rules, at).length > 0 };
    });
}

export interface UndoSuppressions {
  readonly type: 'UndoSuppressions';
  readonly selection: readonly Pick<UndoItem, 'channel' | 'subjectId' | 'cell' | 'upTo'>[];
  readonly why: string;
  /** Ties together all that this undo lifts. */
  readonly causeId: string;
}

/**
 * Lifts exactly what was previewed: whatever happened to these addresses since then goes on counting. What was lifted
 * in the meantime brings no event. Throws DomainError `lift_needs_reason`.
 */
export function decideUndo(
  { selection, why, causeId }: UndoSuppressions,
  states: readonly SuppressionState[],
): readonly SuppressionLifted[] {
  const reason = statedReason(why);
  const known = new Map(states.map((state) => [addressKey(state), state]));
  const lifts = new Map<string, SuppressionLifted>();
  for (const { channel, subjectId, cell, upTo } of selection) {
    const target = { channel, subjectId };
    const isCounting = known
      .get(addressKey(target))
      ?.cells[cell]?.facts.some((fact) => compareRefs(fact, upTo) <= 0);
    if (!isCounting) continue;
    lifts.set(`${addressKey(target)}/${cell}`, liftOf(target, { cell, upTo, why: reason, causeId }));
  }
  return [...lifts.values()];
}

/** What an undo came to, for the audit. Throws DomainError `undo_outdated` when nothing of it was left to lift. */
export function undone(
  { from, to, reasons, sources }: SuppressionCause,
  { causeId, why }: Pick<UndoSuppressions, 'causeId' | 'why'>,
  lifted: number,
): SuppressionsUndone {
  if (lifted === 0) throw new DomainError('undo_outdated', 'Nothing of what was previewed is left to lift.');
  const said = { causeId, from, to, reasons: [...reasons], sources: sources && [...sources] };
  return {
    type: 'SuppressionsUndone',
    data: { ...said, why: statedReason(why), lifted },
    personal: null,
  };
}

function addressKey({ channel, subjectId }: Pick<SuppressionState, 'channel' | 'subjectId'>): string {
  return `${channel}/${subjectId}`;
}

function inForceAt(state: SuppressionState, rules: SuppressionRules, at: Instant): readonly Suppression[] {
  return suppressionsOf(state, rules).filter((suppression) => isInForce(suppression, at));
}

function isCausedBy(
  { since, because, reason, isCauseKnown }: Suppression,
  { from, to, reasons, sources }: SuppressionCause,
): boolean {
  if (!isCauseKnown || since < from || since >= to || !reasons.includes(reason)) return false;
  return sources === null || sources.includes(because.slice(0, because.indexOf('/')));
}
