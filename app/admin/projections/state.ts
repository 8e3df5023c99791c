import type { Tone } from '#app/components/badge.tsx';
import type { ReadModel } from './read-model.ts';

export type StateName =
  | 'refused'
  | 'undecided'
  | 'rebuilding'
  | 'outdated'
  | 'behind'
  | 'catching_up'
  | 'unread'
  | 'current';

export const stateWords = {
  refused: { tone: 'bad', text: 'Rebuild refused' },
  undecided: { tone: 'warn', text: 'Waits for a decision' },
  rebuilding: { tone: 'accent', text: 'Rebuilding' },
  outdated: { tone: 'warn', text: 'Folded by other logic' },
  behind: { tone: 'warn', text: 'Behind' },
  catching_up: { tone: 'calm', text: 'Catching up' },
  unread: { tone: 'calm', text: 'Not read yet' },
  current: { tone: 'good', text: 'Up to date' },
} as const satisfies Record<StateName, { tone: Tone; text: string }>;

/** An event that waits no longer than this is on its way; one that waits longer than the other is held up. */
const onItsWayMs = 2_000;
const heldUpMs = 10_000;

/** The one thing to say of a read model: what somebody should look at comes first. */
export function stateOf({ rebuild, open, version, lag, movedAt }: ReadModel): StateName {
  if (rebuild?.status === 'refused') return 'refused';
  if (rebuild?.status === 'differs') return 'undecided';
  if (rebuild?.status === 'reading' || open.rebuild === 'begin') return 'rebuilding';
  if (version.live !== null && version.live !== version.build) return 'outdated';
  if (movedAt === null && lag.events > 0) return 'unread';
  if (lag.ms <= onItsWayMs) return 'current';
  return lag.ms > heldUpMs ? 'behind' : 'catching_up';
}

/** Something is under way that can be watched. */
export function isMoving({ rebuild, open }: ReadModel): boolean {
  return rebuild?.status === 'reading' || open.rebuild !== null || open.dropReplaced;
}

/** What is worth a look, above the list; null when nothing is. */
export function attentionOf(readModels: readonly ReadModel[]): string | null {
  const count = (...states: StateName[]) =>
    readModels.filter((model) => states.includes(stateOf(model))).length;
  const said = [
    [count('refused'), 'refused'],
    [count('undecided'), 'waiting for a decision'],
    [count('behind'), 'behind'],
    [count('outdated'), 'folded by other logic than this version’s'],
  ] as const;
  const parts = said.flatMap(([number, words]) => (number === 0 ? [] : [`${number} ${words}`]));
  return parts.length === 0 ? null : `Of ${readModels.length}: ${parts.join(', ')}.`;
}
