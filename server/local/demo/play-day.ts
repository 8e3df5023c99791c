import { setTimeout as pause } from 'node:timers/promises';
import type { SignedRequest } from '#server/providers/provider.ts';
import { type Answer, postWebhook } from '../post-webhook.ts';
import { messageOf, Problem } from '../problem.ts';
import { type Delivery, type Landmark, tellDay } from './day.ts';
import { type Part, requestsOf } from './requests.ts';
import type { DayPlan } from './scenes.ts';
import { emptyTally, type Tally } from './tally.ts';

export interface DayPlayed {
  readonly tallies: ReadonlyMap<string, Tally>;
  /** An address for each story that is worth a look. */
  readonly landmarks: ReadonlyMap<string, string>;
  /** What was refused although it is true, or believed although it is not. */
  readonly mistakes: number;
  /** The first of them, in words. */
  readonly complaints: readonly string[];
}

export interface Pace {
  /** Webhooks a second; null for as fast as they are answered. */
  readonly perSecond: number | null;
  /** Called after each answer with the share of the day that is told. */
  readonly onProgress: (share: number, played: DayPlayed) => void;
}

const noReceipt = { received: 0, duplicates: 0, unreadable: 0 };
const atOnce = 6;
const retryMs = 500;
/** Where nothing is right, the rest need not be tried. */
const mostMistakes = 20;

/** Posts a whole day. Throws a `Problem` when the server cannot be reached. */
export async function playDay(plan: DayPlan, parts: readonly Part[], pace: Pace): Promise<DayPlayed> {
  const byId = new Map(parts.map((part) => [part.provider.id, part]));
  const tallies = new Map(parts.map(({ provider }) => [provider.id, emptyTally()]));
  const landmarks = new Map<string, string>();
  const played = { tallies, landmarks, mistakes: 0, complaints: [] as string[] };
  const note = ([story, address]: Landmark) => landmarks.set(story, address);
  const next = ticker(pace.perSecond);

  const send = async (delivery: Delivery) => {
    const part = byId.get(delivery.provider);
    const tally = tallies.get(delivery.provider);
    if (part === undefined || tally === undefined) throw new Error(`Nobody plays ${delivery.provider}.`);
    for (const request of requestsOf(part, delivery.content, Date.now())) {
      await next();
      const answer = await postTwice(part.endpoint, request);
      const complaint = count(tally, delivery, answer);
      if (complaint !== null) {
        played.mistakes += 1;
        if (played.complaints.length < 3) played.complaints.push(`${part.provider.name}: ${complaint}`);
      }
    }
    pace.onProgress(delivery.progress, played);
  };

  await inParallel(tellDay(plan, note), atOnce, send, () => played.mistakes >= mostMistakes);
  return played;
}

/** A connection may break; as every provider does, it tries again before it gives up. */
async function postTwice(endpoint: string, request: SignedRequest): Promise<Answer> {
  const first = await postWebhook(endpoint, request).catch(() => null);
  if (first !== null) return first;
  await pause(retryMs);
  return await postWebhook(endpoint, request).catch((error) => {
    throw new Problem(`${endpoint} does not answer any more: ${messageOf(error)}`);
  });
}

/** Null when the answer is what it should be. */
function count(tally: Tally, { content }: Delivery, answer: Answer): string | null {
  tally.requests += 1;
  const isFalse = content.what === 'forged' || content.what === 'stale';
  if (answer.ok) {
    if (answer.receipt === null) tally.answered += 1;
    const { received, duplicates, unreadable } = answer.receipt ?? noReceipt;
    tally.events += received;
    tally.duplicates += duplicates;
    tally.unreadable += unreadable;
    if (isFalse) return `a ${content.what} webhook was believed`;
    // Only what nobody has heard of may be unreadable.
    const isUnread = unreadable > 0 && content.what !== 'unknown';
    return isUnread ? `${unreadable} of ${received} events could not be read` : null;
  }
  if (!isFalse || ![401, 403].includes(answer.status)) {
    return `a ${isFalse ? content.what : 'good'} webhook was answered ${answer.status} ${answer.text.slice(0, 300)}`;
  }
  tally.refused += 1;
  return null;
}

/** Works on some at a time, in order, until there are no more, one fails, or it is enough. */
async function inParallel<T>(
  items: Generator<T>,
  workers: number,
  work: (item: T) => Promise<void>,
  isEnough: () => boolean,
): Promise<void> {
  let isOver = false;
  const worker = async () => {
    while (!isOver && !isEnough()) {
      const { done, value } = items.next();
      if (done === true) return;
      await work(value).catch((error) => {
        isOver = true;
        throw error;
      });
    }
  };
  // Those under way are waited for, so that nothing is printed after a failure.
  const ends = await Promise.allSettled(Array.from({ length: workers }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Resolves so many times a second at most, evenly. */
function ticker(perSecond: number | null): () => Promise<void> {
  if (perSecond === null) return async () => {};
  let at = performance.now();
  return async () => {
    const now = performance.now();
    at = Math.max(at + 1000 / perSecond, now);
    if (at > now) await pause(at - now);
  };
}
