import { diceFor } from './dice.ts';
import { type Story, stories } from './stories.ts';
import { canTell, type Teller } from './tellers.ts';

/** A story and who tells it. */
export interface Casting {
  readonly story: Story;
  readonly teller: Teller;
}

/**
 * What a day must have so that nothing is missing: from every provider every kind of report it can carry, in as few
 * messages as they fit in, and every story from somebody.
 */
export function necessaryCastings(tellers: readonly Teller[], seed: string): readonly Casting[] {
  const castings = tellers.flatMap(coverKinds);
  const told = new Set(castings.map(({ story }) => story.name));
  const dice = diceFor(seed, 'necessary');
  for (const story of stories.filter(({ name }) => !told.has(name))) {
    const able = tellers.filter((teller) => canTell(teller, story));
    if (able.length > 0) castings.push({ story, teller: dice.pick(able) });
  }
  return castings
    .map((casting) => ({ casting, order: dice.next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ casting }) => casting);
}

/** Greedily: the story that adds the most kinds for each of its messages comes first. */
function coverKinds(teller: Teller): Casting[] {
  const missing = new Set(teller.kinds);
  const able = stories.filter((story) => canTell(teller, story) && story.hasAnswers !== true);
  const chosen: Casting[] = [];
  const gain = ({ tells, size }: Story) => tells.filter((kind) => missing.has(kind)).length / size;
  for (;;) {
    const best = able.toSorted((a, b) => gain(b) - gain(a))[0];
    if (best === undefined || gain(best) === 0) return chosen;
    chosen.push({ story: best, teller });
    for (const kind of best.tells) missing.delete(kind);
  }
}
