import type { RehearsedReply, RehearsedReport } from '#server/providers/provider.ts';
import { minuteMs } from './beats.ts';
import { diceFor } from './dice.ts';
import type { Told } from './episode.ts';
import { type DayPlan, type Scene, scenes } from './scenes.ts';

/** What a provider posts at once. */
export type Content =
  | { readonly what: 'reports' | 'forged' | 'stale'; readonly reports: readonly RehearsedReport[] }
  | { readonly what: 'replies'; readonly replies: readonly RehearsedReply[] }
  | { readonly what: 'unknown'; readonly event: Readonly<Record<string, string | number>> };

export interface Delivery {
  readonly provider: string;
  readonly content: Content;
  /** Posted before: the provider did not hear our answer. */
  readonly again: boolean;
  /** How much of the day is told with it, 0 to 1. */
  readonly progress: number;
}

export type Landmark = NonNullable<Scene['landmark']>;

/**
 * So many messages are held in memory at once, however many a day has. Each lot is followed to the end of the day, so
 * that what it ends with may be later than what the next one begins with.
 */
const messagesAtOnce = 1_000;
/** What a provider that batches puts into one request. */
const batchMs = 2 * minuteMs;
const mostInBatch = 100;
const chanceOfRedelivery = 0.03;

/**
 * Makes up a day, in the order in which it is posted; the same plan always gives the same day. `note` gets the stories
 * that are worth a look, with the addresses they happen to.
 */
export function* tellDay(plan: DayPlan, note: (landmark: Landmark) => void = () => {}): Generator<Delivery> {
  const dice = diceFor(plan.seed, 'redelivery');
  const repeated = new Set<string>();
  let waiting: Delivery | null = null;
  for (const delivery of lots(plan, note)) {
    yield delivery;
    if (waiting !== null) yield { ...waiting, again: true, progress: delivery.progress };
    const { provider, content } = delivery;
    const isAccepted = content.what !== 'forged' && content.what !== 'stale';
    // Each provider at least once.
    const repeats: boolean = isAccepted && (dice.chance(chanceOfRedelivery) || !repeated.has(provider));
    if (repeats) repeated.add(provider);
    waiting = repeats ? delivery : null;
  }
  if (waiting !== null) yield { ...waiting, again: true };
}

function* lots(plan: DayPlan, note: (landmark: Landmark) => void): Generator<Delivery> {
  let told: Told[] = [];
  let begun = 0;
  let held = 0;
  for (const scene of scenes(plan)) {
    told.push(...scene.told);
    begun += scene.messages;
    held += scene.messages;
    if (scene.landmark !== null) note(scene.landmark);
    if (held < messagesAtOnce) continue;
    yield* deliveriesOf(told, (begun - held) / plan.messages, begun / plan.messages);
    told = [];
    held = 0;
  }
  yield* deliveriesOf(told, (begun - held) / plan.messages, 1);
}

/** In the order in which it is told; what one provider says within minutes goes together. */
function* deliveriesOf(told: readonly Told[], from: number, to: number): Generator<Delivery> {
  const batches: Told[][] = [];
  const open = new Map<string, Told[]>();
  for (const [n, one] of told.toSorted((a, b) => a.toldMs - b.toldMs).entries()) {
    const isAlone = one.what !== 'report' && one.what !== 'reply';
    const window = isAlone ? `alone ${n}` : Math.floor(one.toldMs / batchMs);
    const key = `${one.provider} ${one.what} ${window}`;
    const batch = open.get(key);
    if (batch !== undefined && batch.length < mostInBatch) {
      batch.push(one);
      continue;
    }
    const begun = [one];
    open.set(key, begun);
    batches.push(begun);
  }
  let done = 0;
  for (const batch of batches) {
    done += batch.length;
    const [first] = batch;
    if (first === undefined) continue;
    const progress = Math.min(1, from + ((to - from) * done) / told.length);
    yield { provider: first.provider, content: contentOf(first, batch), again: false, progress };
  }
}

function contentOf(first: Told, batch: readonly Told[]): Content {
  switch (first.what) {
    case 'unknown':
      return { what: 'unknown', event: first.event };
    case 'reply':
      return { what: 'replies', replies: batch.flatMap((one) => (one.what === 'reply' ? [one.reply] : [])) };
    case 'report':
      return {
        what: 'reports',
        reports: batch.flatMap((one) => (one.what === 'report' ? [one.report] : [])),
      };
    case 'forged':
    case 'stale':
      return { what: first.what, reports: [first.report] };
  }
}
