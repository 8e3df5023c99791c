import { liveCheckpoints } from './checkpoints.ts';
import { readChunk } from './chunk.ts';
import { Feed } from './feed.ts';
import type { ReadModel } from './projection.ts';
import { type ProjectionDeps, takeChunk } from './run.ts';
import { deferIndexes, makeIndexes } from './waiting-indexes.ts';

/** Transactions at once: one computes here while others are with Postgres. */
const writersAtOnce = 4;
/** Chunks in memory at once. */
const held = 3;
/** A read model whose position is further behind than this is caught up apart from the others. */
const nearby = 10_000;
/** How much of their way those that are far behind may go before the others read on. */
const chunksApart = 5;
/** Whoever has read nothing of at least so much gets the indexes of its tables afterwards. */
const muchFromNothing = 20_000;
/** So many events are worth the start of a thread that reads them. */
const muchToRead = 20_000;
const lockNotAvailable = '55P03';

export interface CatchUp {
  /** How many events each read model took in, by its name; those it does not handle included. */
  readonly events: Readonly<Record<string, number>>;
  /** False when time was up, or somebody else at work on a read model, before all had read everything and had their indexes. */
  readonly isDone: boolean;
}

/** Some read models could not read on, while the others did. Each will start again from its own checkpoint. */
export class ProjectionError extends AggregateError {
  override readonly name = 'ProjectionError';
  readonly models: readonly string[];
  constructor(failures: ReadonlyMap<string, unknown>) {
    const models = [...failures.keys()];
    super([...failures.values()], `${models.join(', ')} could not read on; every other read model did`);
    this.models = models;
  }
}

/** One read model on its way through the store. */
interface Reader {
  readonly model: ReadModel;
  position: number;
  events: number;
  /** Its tables are without their indexes. */
  waits: boolean;
  /** Why it goes no further: a failure of its own, or somebody else who is at work on it. */
  stopped: { readonly error: unknown } | 'locked' | null;
}

interface Way {
  /** The position that every reader is to reach. */
  readonly goal: number;
  /** As `performance.now()` counts. */
  readonly untilMs: number;
}

/**
 * Brings live read models to the newest safe position. What several of them have not seen is read once; each writes its
 * rows and its checkpoint in a transaction of its own, and at its own pace. One that fails stops for now and the others
 * go on: then this rejects with ProjectionError.
 */
export async function runProjections(
  deps: ProjectionDeps,
  models: readonly ReadModel[],
  { untilMs = Number.POSITIVE_INFINITY }: { untilMs?: number } = {},
): Promise<CatchUp> {
  const checkpoints = await liveCheckpoints(deps.sql, models);
  const readers = models.map((model): Reader => {
    const { position, waits } = checkpoints.get(model.name) ?? { position: 0, waits: false };
    return { model, position, events: 0, waits, stopped: null };
  });
  const way = { goal: await deps.eventStore.safePosition(), untilMs };
  await deferWhereMuchComes(deps, readers, way);
  await readOn(deps, readers, way);
  await indexThoseThere(deps, readers, way);
  const failures = readers.flatMap(({ model, stopped }) =>
    stopped === null || stopped === 'locked' ? [] : [[model.name, stopped.error] as const],
  );
  if (failures.length > 0) throw new ProjectionError(new Map(failures));
  return {
    events: Object.fromEntries(readers.map(({ model, events }) => [model.name, events])),
    isDone: readers.every(({ position, waits }) => position >= way.goal && !waits),
  };
}

async function deferWhereMuchComes({ sql }: ProjectionDeps, readers: readonly Reader[], { goal }: Way) {
  if (goal < muchFromNothing) return;
  const beginners = readers.filter(({ position, waits }) => position === 0 && !waits);
  const defer = async (reader: Reader) => {
    await deferIndexes(sql, reader.model);
    reader.waits = true;
  };
  await Promise.all(beginners.map((reader) => unlessStopped(reader, () => defer(reader))));
}

async function indexThoseThere({ sql }: ProjectionDeps, readers: readonly Reader[], { goal, untilMs }: Way) {
  const there = readers.filter(
    ({ position, waits, stopped }) => waits && position >= goal && stopped === null,
  );
  const index = async (reader: Reader) => {
    reader.waits = !(await makeIndexes(sql, reader.model, 'live', { untilMs }));
  };
  await Promise.all(there.map((reader) => unlessStopped(reader, () => index(reader))));
}

async function readOn(deps: ProjectionDeps, readers: readonly Reader[], way: Way): Promise<void> {
  const { eventStore } = deps;
  const reading = (reads: ReadModel['reads']) => readers.filter(({ model }) => model.reads === reads);
  const behind = way.goal - Math.min(...reading(undefined).map(({ position }) => position));
  const reader = behind < muchToRead ? null : eventStore.openReader();
  const ahead = { ...deps, eventStore: { ...eventStore, ...reader } };
  try {
    await Promise.all([goOn(ahead, reading(undefined), way), goOn(deps, reading('links'), way)]);
  } finally {
    await reader?.close();
  }
}

/** In rounds: the foremost readers go to the end of the store, then those behind them a bit of their way. */
async function goOn(deps: ProjectionDeps, readers: readonly Reader[], { goal, untilMs }: Way): Promise<void> {
  for (let upTo = goal; ; upTo = await deps.eventStore.safePosition()) {
    const able = readers.filter(({ stopped }) => stopped === null);
    if (able.every(({ position }) => position >= goal) || performance.now() >= untilMs) return;
    for (const [index, pack] of packsOf(able).entries()) {
      const chunks = index === 0 ? Number.POSITIVE_INFINITY : chunksApart;
      await readTogether(deps, pack, { upTo, untilMs, chunks });
    }
  }
}

/** Readers that are near each other, the foremost first. */
function packsOf(readers: readonly Reader[]): readonly (readonly Reader[])[] {
  const packs: [Reader, ...Reader[]][] = [];
  for (const reader of readers.toSorted((a, b) => b.position - a.position)) {
    const pack = packs.at(-1);
    if (pack && pack[0].position - reader.position <= nearby) pack.push(reader);
    else packs.push([reader]);
  }
  return packs;
}

async function readTogether(
  { sql, eventStore }: ProjectionDeps,
  pack: readonly Reader[],
  { upTo, untilMs, chunks }: { upTo: number; untilMs: number; chunks: number },
): Promise<void> {
  const reads = pack[0]?.model.reads;
  const from = Math.min(...pack.map(({ position }) => position));
  const feed = new Feed((after) => readChunk(eventStore, reads, { after, upTo }), { from, held });
  const inTurn = takeTurns(writersAtOnce);
  const follow = async (reader: Reader, ahead: ReturnType<typeof feed.join>) => {
    let taken = 0;
    for await (const chunk of ahead) {
      const { events, position } = await inTurn(chunk.after, () => takeChunk(sql, reader.model, chunk));
      reader.events += events;
      reader.position = position;
      taken += 1;
      if (position < chunk.last || taken >= chunks || performance.now() >= untilMs) return;
    }
  };
  // Everybody has a place before anybody moves, so that no chunk is dropped too early.
  const places = pack.map((reader) => ({ reader, ahead: feed.join() }));
  await Promise.all(places.map(({ reader, ahead }) => unlessStopped(reader, () => follow(reader, ahead))));
}

/** Whoever fails goes no further for now. */
async function unlessStopped(reader: Reader, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    reader.stopped = isLocked(error) ? 'locked' : { error };
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === lockNotAvailable;
}

/** Lets so many work at once. Of those that wait, whoever is furthest behind is next: the others cannot run away from it. */
function takeTurns(atOnce: number) {
  const waiting: { readonly position: number; readonly wake: () => void }[] = [];
  let free = atOnce;
  return async <Result>(position: number, work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((wake) => waiting.push({ position, wake }));
    try {
      return await work();
    } finally {
      waiting.sort((a, b) => a.position - b.position);
      const next = waiting.shift();
      if (next) next.wake();
      else free += 1;
    }
  };
}
