import { defaultCategories } from '#server/domain/category/category.ts';
import { refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import { takeBack } from '#server/domain/preference/take-back.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { decideSuppression } from '#server/domain/suppression/decide.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { addedCell } from '#server/domain/suppression/state.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { suppressionStateOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import type { UndoScope } from '#server/unsubscribe/token.ts';
import { decideWishes, loadPreferences } from './change-preferences.ts';
import { liftEvent } from './suppression-event.ts';

const by = { actor: 'undo-link', source: 'user' } as const;

/** `superseded`: nothing of the change stands any more, for somebody changed it all again. */
export type Undone = 'undone' | 'superseded';

interface Found {
  readonly known: readonly StoredEvent[];
  readonly events: readonly NewEvent[];
}

/**
 * Takes back what a link changed, as far as it stands; doing it twice is doing it once. No mail confirms it: it leaves things
 * as they were before, and a mail for each would have no end.
 */
export async function undoChange(
  { eventStore }: { readonly eventStore: EventStore },
  { who, changeId }: Omit<UndoScope, 'may'>,
  at: Instant,
): Promise<Undone> {
  const { known, events } =
    'userId' in who
      ? await takeBackWishes(eventStore, { userId: who.userId, changeId, at })
      : await liftAddition(eventStore, { ...who, changeId, at });
  const correlation = `undo-${changeId}`;
  if (events.length === 0) {
    return known.some((event) => event.correlation === correlation) ? 'undone' : 'superseded';
  }
  await eventStore.append(events.map((event) => ({ ...event, correlation })));
  return 'undone';
}

async function takeBackWishes(
  eventStore: EventStore,
  { userId, changeId, at }: { readonly userId: string; readonly changeId: string; readonly at: Instant },
): Promise<Found> {
  const { events: known } = await loadPreferences(eventStore, userId);
  const wishes = takeBack(known, changeId, { categories: defaultCategories, at });
  const { events } = await decideWishes({ eventStore }, { userId, wishes, by, at });
  return { known, events };
}

type OfAddress = Extract<UndoScope['who'], { subjectId: string }> & {
  readonly changeId: string;
  readonly at: Instant;
};

async function liftAddition(
  eventStore: EventStore,
  { channel, subjectId, changeId, at }: OfAddress,
): Promise<Found> {
  const [known, state, rules] = await Promise.all([
    eventStore.readStream(suppressionStream(channel, subjectId)),
    suppressionStateOf(eventStore, { channel, subjectId }),
    currentSuppressionRules(eventStore),
  ]);
  const events = known.flatMap((event) => {
    if (event.type !== 'SuppressionAdded' || event.correlation !== changeId) return [];
    const cell = addedCell(event.data.reason, event.data.scope);
    if (state.cells[cell]?.facts.at(-1)?.id !== refOf(event).id) return [];
    const why = 'taken back through a link';
    return decideSuppression({ type: 'LiftSuppression', cell, why, at }, state, rules).flatMap((decided) =>
      decided.type === 'SuppressionLifted' ? [liftEvent(eventStore, decided, { by, at })] : [],
    );
  });
  return { known, events };
}
