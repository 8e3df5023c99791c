import { dayCurve } from './day-curve.ts';
import { type Dice, diceFor } from './dice.ts';
import { type Told, tellEpisode } from './episode.ts';
import { type Casting, necessaryCastings } from './necessary.ts';
import { type Oddity, odditiesOf, tellOddity } from './oddities.ts';
import { type Person, personOf } from './people.ts';
import { type Story, stories } from './stories.ts';
import { canTell, type Teller } from './tellers.ts';

export interface DayPlan {
  readonly seed: string;
  readonly messages: number;
  readonly fromMs: number;
  /** Nothing that is told later is told. */
  readonly untilMs: number;
  /** How far the clocks of the people are ahead of UTC. */
  readonly minutesEast: number;
  readonly tellers: readonly Teller[];
}

/** What is told about the messages to one person. */
export interface Scene {
  readonly told: readonly Told[];
  readonly messages: number;
  /** A story worth a look, and the address it happened to. */
  readonly landmark: readonly [story: string, address: string] | null;
}

/** What must not be missing is placed within this share of the day, to leave it time to happen. */
const necessaryWithin = 0.8;

/** Whoever is refused too often is not listened to any more, so a forger is heard no more than this. */
const mostRefused = 100;
const chanceOf = { unknown: 0.006, forged: 0.006, stale: 0.004 } as const;

/** A day of `messages` messages, one scene after another in the order of their beginning. */
export function* scenes(plan: DayPlan): Generator<Scene> {
  const necessary = necessaryCastings(plan.tellers, plan.seed);
  const oddities = chanceOddities(plan);
  const momentOf = dayCurve(plan.fromMs, plan.untilMs, plan.minutesEast);
  const isDue = (done: number, all: number, share: number) => (done / all) * necessaryWithin <= share;
  let begun = 0;
  let placed = 0;
  for (let number = 0; begun < plan.messages; number += 1) {
    const id = `${plan.seed}/${number}`;
    const dice = diceFor(id, 'scene');
    const share = begun / plan.messages;
    const startMs = momentOf(share + dice.next() / plan.messages);
    const due = isDue(placed, necessary.length, share) ? necessary[placed] : undefined;
    if (due !== undefined) placed += 1;
    const scene = play(plan, due ?? draw(plan.tellers, dice), {
      id,
      number,
      startMs,
      isNecessary: due !== undefined,
    });
    begun += scene.messages;
    const odd = oddities(share, dice).map((one) =>
      tellOddity(one, { id, seed: plan.seed, number, toldMs: startMs }),
    );
    yield { ...scene, told: [...scene.told, ...odd] };
  }
}

function play(
  { seed, messages, untilMs, tellers }: DayPlan,
  { story, teller }: Casting,
  { id, number, startMs, isNecessary }: { id: string; number: number; startMs: number; isNecessary: boolean },
): Scene {
  const person = personFor(story, seed, number, messages, diceFor(id, 'person'));
  const episode = { id, day: untilMs, story, teller, person, startMs, others: tellers };
  let told = tellEpisode(episode);
  const overMs = Math.max(0, ...told.map(({ toldMs }) => toldMs - untilMs));
  // What must appear begins early enough to end within the day; anything else may be unfinished at its end.
  if (isNecessary && overMs > 0) told = tellEpisode({ ...episode, startMs: startMs - overMs });
  else told = told.filter(({ toldMs }) => toldMs <= untilMs);
  const [first] = told.flatMap((one) => (one.what === 'report' ? [one.report.recipient] : []));
  const landmark = isNecessary && first !== undefined ? ([story.name, first] as const) : null;
  return { told, messages: story.size, landmark };
}

/** Trouble happens to somebody of their own: the rest go on hearing from the product all day. */
function personFor(story: Story, seed: string, number: number, messages: number, dice: Dice): Person {
  const regulars = Math.max(20, Math.ceil(messages / 3));
  const isTrouble = story.hasAnswers === true || story.tells.some((kind) => troubling.has(kind));
  return personOf(seed, isTrouble ? regulars + number : Math.floor(dice.next() * regulars));
}

const troubling: ReadonlySet<string> = new Set([
  'hard_bounced',
  'soft_bounced',
  'dropped',
  'complained',
  'unsubscribed',
]);

/** A story as often as it happens, told by somebody who can. */
function draw(tellers: readonly Teller[], dice: Dice): Casting {
  const possible = stories.filter((story) => tellers.some((teller) => canTell(teller, story)));
  let left = dice.next() * possible.reduce((sum, { weight }) => sum + weight, 0);
  const story =
    possible.find(({ weight }) => {
      left -= weight;
      return left < 0;
    }) ?? dice.pick(possible);
  return { story, teller: dice.pick(tellers.filter((teller) => canTell(teller, story))) };
}

/** Answers which oddities happen at a share of the day: each once, and by chance again. */
function chanceOddities({ tellers, seed }: DayPlan): (share: number, dice: Dice) => readonly Oddity[] {
  const all = odditiesOf(tellers);
  const offset = Math.floor(diceFor(seed, 'oddities').next() * all.length);
  const order = [...all.slice(offset), ...all.slice(0, offset)];
  let placed = 0;
  let refused = 0;
  return (share, dice) => {
    const next = (placed / order.length) * necessaryWithin <= share ? order[placed] : undefined;
    if (next !== undefined) placed += 1;
    const byChance = dice.pick(all);
    const happens = dice.chance(chanceOf[byChance.name]);
    const odd = [...(next ? [next] : []), ...(happens ? [byChance] : [])];
    const kept = odd.filter(({ name }) => name === 'unknown' || refused < mostRefused);
    refused += kept.filter(({ name }) => name !== 'unknown').length;
    return kept;
  };
}
