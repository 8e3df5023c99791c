import { createHash } from 'node:crypto';
import { DomainError } from '#server/domain/domain-error.ts';
import type { Instant } from '#server/domain/instant.ts';
import { suppressionUndoStream } from '#server/domain/suppression/events.ts';
import type { SuppressionReason } from '#server/domain/suppression/reason.ts';
import type { SuppressionState } from '#server/domain/suppression/state.ts';
import {
  decideUndo,
  previewUndo,
  type SuppressionCause,
  type UndoItem,
  undone,
} from '#server/domain/suppression/undo.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { visitAddressesOfCause } from '#server/projections/suppressions/sweep-queries.ts';
import { type Author, liftEvent } from './suppression-event.ts';

interface UndoDeps {
  readonly db: Parameters<typeof visitAddressesOfCause>[0];
  readonly eventStore: EventStore;
}

/** What an undo would lift, without the addresses themselves. */
export interface UndoPreview {
  readonly lifts: number;
  readonly addresses: number;
  /** Of these, the addresses that something else keeps suppressed. */
  readonly staySuppressed: number;
  readonly byReason: Readonly<Partial<Record<SuppressionReason, number>>>;
  /** The newest of them, with the address as far as it is known. */
  readonly first: readonly (UndoItem & { readonly address: string | null })[];
  /** Stands for exactly this: apply with it. */
  readonly digest: string;
}

export interface ApplyUndo {
  readonly cause: SuppressionCause;
  /** When the preview was made, and its digest. */
  readonly previewedAt: Instant;
  readonly digest: string;
  /** For the audit; never names a person. */
  readonly why: string;
  readonly by: Author;
  /** The moment of asking. */
  readonly at: Instant;
}

/** As many as are held in memory at once: some 20 MB. */
const mostLifts = 50_000;
const appendSize = 2_000;

/** What an undo would lift at a moment. Throws DomainError `undo_too_large`. */
export async function previewUndoSuppressions(
  deps: UndoDeps,
  cause: SuppressionCause,
  { at, samples }: { readonly at: Instant; readonly samples: number },
): Promise<UndoPreview> {
  const { items, addresses } = await selectionOf(deps, cause, at);
  const byReason: Partial<Record<SuppressionReason, number>> = {};
  for (const { reason } of items) byReason[reason] = (byReason[reason] ?? 0) + 1;
  const staying = items.filter(({ staysSuppressed }) => staysSuppressed).map(addressKey);
  return {
    lifts: items.length,
    addresses: new Set(items.map(addressKey)).size,
    staySuppressed: new Set(staying).size,
    byReason,
    first: items
      .slice(0, samples)
      .map((item) => ({ ...item, address: addresses.get(addressKey(item)) ?? null })),
    digest: digestOf(items),
  };
}

/**
 * Lifts exactly what was previewed, and nothing that happened to these addresses since. Asked again after it was
 * done, it writes nothing and says the same. Resolves once all is durable. Throws DomainError `lift_needs_reason`,
 * and `undo_outdated` when the preview would be another one by now.
 */
export async function undoSuppressions(
  deps: UndoDeps,
  { cause, previewedAt, digest, why, by, at }: ApplyUndo,
): Promise<{ readonly lifted: number; readonly causeId: string }> {
  const { eventStore } = deps;
  const causeId = eventStore.hash('suppression-undo', JSON.stringify([cause, previewedAt, digest]));
  const [before] = await eventStore.readStream(suppressionUndoStream(causeId));
  if (before?.type === 'SuppressionsUndone') return { lifted: before.data.lifted, causeId };
  const { items, states } = await selectionOf(deps, cause, previewedAt);
  if (digestOf(items) !== digest) {
    throw new DomainError('undo_outdated', 'What this would lift has changed since the preview.');
  }
  const lifts = decideUndo({ type: 'UndoSuppressions', selection: items, why, causeId }, states);
  const summary = undone(cause, { causeId, why }, lifts.length);
  // Each lift stands for itself and is the same when it is tried again; the summary says that all are there.
  for (let start = 0; start < lifts.length; start += appendSize) {
    const some = lifts.slice(start, start + appendSize);
    await eventStore.append(
      some.map((lift) => ({ ...liftEvent(eventStore, lift, { by, at }), correlation: causeId })),
    );
  }
  await eventStore.append([
    {
      ...summary,
      stream: suppressionUndoStream(causeId),
      subject: null,
      occurredAt: at,
      receivedAt: at,
      source: by.source,
      sourceEventId: `undo-${causeId}`,
      fingerprint: ['suppression-undo', causeId],
      actor: by.actor,
      correlation: causeId,
    },
  ]);
  return { lifted: lifts.length, causeId };
}

/** Read models may lag, which is safe here: a lift says up to which event it goes, and twice is once. */
async function selectionOf({ db, eventStore }: UndoDeps, cause: SuppressionCause, at: Instant) {
  const rules = await currentSuppressionRules(eventStore);
  const items: UndoItem[] = [];
  const states: SuppressionState[] = [];
  const addresses = new Map<string, string>();
  await visitAddressesOfCause(db, cause, (page) => {
    for (const { channel, subjectId, cells, address } of page) {
      const state = { channel, subjectId, cells };
      const found = previewUndo(state, cause, rules, at);
      if (found.length === 0) continue;
      items.push(...found);
      states.push(state);
      if (address !== null) addresses.set(addressKey(state), address);
    }
    return items.length <= mostLifts;
  });
  if (items.length > mostLifts) {
    throw new DomainError('undo_too_large', `An undo lifts at most ${mostLifts} suppressions.`);
  }
  return { items, states, addresses };
}

function addressKey({ channel, subjectId }: Pick<SuppressionState, 'channel' | 'subjectId'>): string {
  return `${channel}/${subjectId}`;
}

/** The same for the same selection, in whatever order it was found. */
function digestOf(items: readonly UndoItem[]): string {
  const lines = items.map((item) => JSON.stringify([addressKey(item), item.cell, item.upTo.id])).sort();
  return createHash('sha256').update(lines.join('\n')).digest('base64url');
}
