import { instantFromMs } from '#server/domain/instant.ts';
import type { StoredEvent, Verification } from '#server/domain/stored-event.ts';
import type { CopiedRow } from './copy-rows.ts';
import { ownJsonOf } from './personal.ts';
import { open, sealContext } from './sealing.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { upcastEvent } from './upcast.ts';

/** Fields of events, each as a list of what every one of them says there. */
interface Columns {
  readonly positions: readonly number[];
  readonly streams: readonly string[];
  readonly types: Shared<StoredEvent['type']>;
  readonly versions: readonly number[];
  readonly occurredAt: Shared<string>;
  readonly receivedAt: Shared<string>;
  readonly recordedAt: Shared<string>;
  readonly sources: Shared<string>;
  readonly sourceEventIds: readonly string[];
  readonly subjectIds: readonly (string | null)[];
  readonly erased: readonly boolean[];
  readonly actors: Shared<string | null>;
  readonly causations: Shared<string | null>;
  readonly correlations: Shared<string | null>;
  readonly verifications: Shared<Verification | null>;
}

/** What many say alike: everything that is said, and by each event which of that. */
interface Shared<Value> {
  readonly values: readonly Value[];
  readonly places: readonly number[];
}

/** Columns, data and personal data. */
type Whole = readonly [Columns, readonly StoredEvent['data'][], readonly StoredEvent['personal'][]];

/**
 * Events as one text in JSON, personal data opened, for another thread: a text goes there several times as fast as
 * objects. It tells them field by field, since most of a text of objects were names and what many say alike. JSON that
 * was stored is passed on unread. What reports were read from (`raw`) stays behind: it is most of them, and no fold asks
 * for it.
 */
export function textOfEvents(
  rows: readonly CopiedRow[],
  salts: ReadonlyMap<string, Buffer | null>,
  subjectKeys: SubjectKeys,
): string {
  const saltOfEach = rows.map(({ subjectId }) => salts.get(subjectId ?? '') ?? null);
  const columns = JSON.stringify({
    positions: rows.map((row) => row.position),
    streams: rows.map((row) => row.stream),
    types: shared(rows, (row) => row.type),
    versions: rows.map((row) => row.version),
    occurredAt: shared(rows, (row) => row.occurredAt, instantFromMs),
    receivedAt: shared(rows, (row) => row.receivedAt, instantFromMs),
    recordedAt: shared(rows, (row) => row.recordedAt, instantFromMs),
    sources: shared(rows, (row) => row.source),
    sourceEventIds: rows.map((row) => row.sourceEventId),
    subjectIds: rows.map((row) => row.subjectId),
    erased: rows.map((row, index) => row.subjectId !== null && saltOfEach[index] === null),
    actors: shared(rows, (row) => row.actor),
    causations: shared(rows, (row) => row.causation),
    correlations: shared(rows, (row) => row.correlation),
    verifications: shared(rows, (row) => row.verification, verificationFrom),
  });
  const data = rows.map((row) => row.data);
  const personal = rows.map((row, index) => personalOf(row, saltOfEach[index] ?? null, subjectKeys));
  const head = Buffer.from(`[${columns},[`);
  return Buffer.concat([head, ...separated(data), between, ...separated(personal), end]).toString('utf8');
}

/** The events of such a text; those of older versions are upcast here, and may throw UpcastError. */
export function eventsFromText(text: string): readonly StoredEvent[] {
  // Safe: `textOfEvents` wrote it, from what `append` had stored.
  const [columns, data, personal] = JSON.parse(text) as Whole;
  const types = spread(columns.types);
  const occurredAt = spread(columns.occurredAt);
  const receivedAt = spread(columns.receivedAt);
  const recordedAt = spread(columns.recordedAt);
  const sources = spread(columns.sources);
  const actors = spread(columns.actors);
  const causations = spread(columns.causations);
  const correlations = spread(columns.correlations);
  const verifications = spread(columns.verifications);
  const event = (position: number, index: number) => ({
    position,
    stream: columns.streams[index],
    type: types[index],
    data: upcastEvent(types[index] ?? '', columns.versions[index] ?? 0, data[index]),
    personal: personal[index],
    occurredAt: occurredAt[index],
    receivedAt: receivedAt[index],
    recordedAt: recordedAt[index],
    source: sources[index],
    sourceEventId: columns.sourceEventIds[index],
    subjectId: columns.subjectIds[index],
    erased: columns.erased[index],
    actor: actors[index],
    causation: causations[index],
    correlation: correlations[index],
    verification: verifications[index],
  });
  // Safe: every column is as long as the first, and what upcasting gives is of the type's current shape.
  return columns.positions.map(event) as readonly StoredEvent[];
}

/** What many rows say alike, each once, made of what the driver gives. */
function shared<Given extends string | number | null, Value = Given>(
  rows: readonly CopiedRow[],
  value: (row: CopiedRow) => Given,
  make?: (given: Given) => Value,
): Shared<Given | Value> {
  const known = new Map<Given, number>();
  const places = rows.map((row) => {
    const given = value(row);
    let place = known.get(given);
    if (place === undefined) {
      place = known.size;
      known.set(given, place);
    }
    return place;
  });
  const values = [...known.keys()];
  return { values: make ? values.map(make) : values, places };
}

const none = Buffer.from('null');
const comma = Buffer.from(',');
const between = Buffer.from('],[');
const end = Buffer.from(']]');

function separated(items: readonly Buffer[]): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (const item of items) parts.push(comma, item);
  return parts.slice(1);
}

function spread<Value>({ values, places }: Shared<Value>): readonly (Value | undefined)[] {
  return places.map((place) => values[place]);
}

/** Safe: only `append` writes this column. */
function verificationFrom(text: string | null): Verification | null {
  return text === null ? null : (JSON.parse(text) as Verification);
}

function personalOf(row: CopiedRow, salt: Buffer | null, subjectKeys: SubjectKeys): Buffer {
  if (row.sealed === null || row.subjectId === null) return none;
  const key = subjectKeys.forReading(row.subjectId, salt);
  return key ? ownJsonOf(open(key, row.sealed, sealContext(row))) : none;
}
