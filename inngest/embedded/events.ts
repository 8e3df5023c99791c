import { z } from 'zod';
import { type Clock, senderTime } from './clock.ts';
import type { Sql, Tx } from './database.ts';
import { newUlid, type UlidSeed, ulidFromSeed } from './ulid.ts';

/** An event as functions see it. */
export interface EventBody {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly ts: number;
}

/** An event as the engine keeps it. `named` tells that the sender chose the id, which then deduplicates. */
export interface StoredEvent {
  readonly internalId: string;
  readonly named: boolean;
  readonly body: EventBody;
  readonly text: string;
  readonly receivedAt: Date;
}

/** A request that is not events; the message is for the sender. */
export class InvalidEventError extends Error {
  override name = 'InvalidEventError';
}

const MAX_EVENT_CHARS = 3 * 1024 * 1024;
const MAX_EVENTS = 5_000;

const eventSchema = z.object({
  name: z.string().refine((name) => Buffer.byteLength(name) <= 512, 'must be at most 512 bytes'),
  data: z.record(z.string(), z.unknown()).nullish(),
  id: z.string().nullish(),
  ts: z.number().int().nullish(),
  v: z.string().nullish(),
  user: z.unknown().optional(),
  meta: z.unknown().optional(),
});

/** Reads the body of `POST /e/:key`, one event or an array. Throws InvalidEventError and stores nothing. */
export function readEvents(payload: unknown, seed: UlidSeed | undefined, clock: Clock): StoredEvent[] {
  const nowMs = clock.now();
  const items: unknown[] = Array.isArray(payload) ? payload : [payload];
  if (items.length > MAX_EVENTS)
    throw new InvalidEventError(`at most ${MAX_EVENTS} events fit in one request`);
  return items.map((item, index) => {
    const parsed = eventSchema.safeParse(item);
    if (!parsed.success) throw new InvalidEventError(`event ${index}: ${describe(parsed.error)}`);
    if (parsed.data.name === '') throw new InvalidEventError('event name is empty');
    // A forged end of an invoked run would otherwise resume the run that waits for it.
    if (parsed.data.name.startsWith('inngest/'))
      throw new InvalidEventError('names in "inngest/" are reserved');
    const internalId = seed ? ulidFromSeed(seed, index) : newUlid(nowMs);
    return store(parsed.data, internalId, clock);
  });
}

/** Makes one of the engine's own events, for example `inngest/function.failed`. */
export function internalEvent(name: string, id: string, data: unknown, nowMs: number): StoredEvent {
  const body = { name, id, data, ts: nowMs };
  return {
    internalId: newUlid(nowMs),
    named: true,
    body,
    text: JSON.stringify(body),
    receivedAt: new Date(nowMs),
  };
}

/** Writes events that arrived together, durably. A repeated internal id, from a repeated request, is ignored. */
export async function insertEvents(
  sql: Sql | Tx,
  events: readonly StoredEvent[],
  dispatched = false,
): Promise<void> {
  const [first] = events;
  if (!first) return;
  await sql`
    insert into inngest_engine.event (internal_id, event_id, named, name, body, received_at, dispatched)
    select internal_id, event_id, named::boolean, name, body, ${first.receivedAt}, ${dispatched}
    from unnest(
      ${events.map((event) => event.internalId)}::text[], ${events.map((event) => event.body.id)}::text[],
      ${events.map((event) => String(event.named))}::text[], ${events.map((event) => event.body.name)}::text[],
      ${events.map((event) => event.text)}::text[]
    ) as t (internal_id, event_id, named, name, body)
    on conflict (internal_id) do nothing`;
}

function store(event: z.infer<typeof eventSchema>, internalId: string, clock: Clock): StoredEvent {
  const nowMs = clock.now();
  const named = event.id !== undefined && event.id !== null && event.id !== '';
  const id = named ? String(event.id) : internalId;
  const ts = event.ts ? senderTime(clock, event.ts) : nowMs;
  const body = { ...event, data: event.data ?? {}, id, ts };
  const text = JSON.stringify(body);
  if (text.length > MAX_EVENT_CHARS) throw new InvalidEventError('an event may be at most 3 MiB');
  if (`${event.name}${id}`.includes('\0')) throw new InvalidEventError('a name or id may not contain U+0000');
  return { internalId, named, body, text, receivedAt: new Date(nowMs) };
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
