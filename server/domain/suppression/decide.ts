import { DomainError } from '#server/domain/domain-error.ts';
import { type EventRef, newerRef } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { SuppressionAdded, SuppressionLifted } from './events.ts';
import { liftOf, statedReason } from './lift.ts';
import { addedCell, type CellKey, type SuppressionState } from './state.ts';
import { isInForce, type Suppression, type SuppressionRules } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';

/** What can be asked about one address. `at` is the moment of asking. */
export type SuppressionCommand =
  | (Omit<SuppressionAdded['data'], 'channel' | 'subjectId'> & {
      readonly type: 'AddSuppression';
      /** As the person who adds it wrote it. */
      readonly address: string;
      readonly at: Instant;
    })
  /** Somebody with the right to do it takes one ground away, and says why. */
  | { readonly type: 'LiftSuppression'; readonly cell: CellKey; readonly why: string; readonly at: Instant }
  /** The person wants messages again: of one kind, or of every kind with null. */
  | { readonly type: 'Resubscribe'; readonly scope: Suppression['scope'] | null; readonly at: Instant };

/** Only what a mailbox got for being silent: a device that is gone is inactive by a report. */
const silence = addedCell('inactive', 'stream:marketing');

/**
 * What a wish about an address brings; nothing where it is so already.
 * Throws DomainError `lift_needs_reason` and `expiry_in_the_past`.
 */
export function decideSuppression(
  command: SuppressionCommand,
  state: SuppressionState,
  rules: SuppressionRules,
): readonly (SuppressionAdded | SuppressionLifted)[] {
  const inForce = suppressionsOf(state, rules).filter((one) => isInForce(one, command.at));
  switch (command.type) {
    case 'AddSuppression':
      return addition(command, state, inForce);
    case 'LiftSuppression': {
      const why = statedReason(command.why);
      return lifts(
        state,
        inForce.filter(({ cell }) => cell === command.cell),
        why,
      );
    }
    case 'Resubscribe':
      // Whoever asks is no longer silent. A STOP is ended by START at the carrier, and a bounce or a complaint by nothing the person can say here.
      return lifts(
        state,
        inForce.filter(
          ({ cell, reason, scope }) =>
            (reason === 'unsubscribe' || cell === silence) &&
            (command.scope === null || command.scope === scope),
        ),
        'the person asked for messages again',
      );
  }
}

function addition(
  command: Extract<SuppressionCommand, { type: 'AddSuppression' }>,
  { channel, subjectId }: SuppressionState,
  inForce: readonly Suppression[],
): readonly SuppressionAdded[] {
  const { reason, scope, expiresAt, why, address, at } = command;
  if (expiresAt !== null && expiresAt <= at) {
    throw new DomainError('expiry_in_the_past', 'This suppression would have ended before it began.');
  }
  const key = addedCell(reason, scope);
  const isThere = inForce.some(
    (one) => one.cell === key && one.scope === scope && one.expiresAt === expiresAt,
  );
  if (isThere) return [];
  const data = { channel, subjectId, reason, scope, expiresAt, why };
  return [{ type: 'SuppressionAdded', data, personal: { address } }];
}

/** One event a cell, up to the newest event that speaks for what is taken away. */
function lifts(
  target: SuppressionState,
  suppressions: readonly Suppression[],
  why: string,
): readonly SuppressionLifted[] {
  const upTo = new Map<CellKey, EventRef>();
  for (const { cell, newest } of suppressions) {
    upTo.set(cell, newerRef(upTo.get(cell) ?? null, newest) ?? newest);
  }
  return [...upTo].map(([cell, ref]) => liftOf(target, { cell, upTo: ref, why, causeId: null }));
}
