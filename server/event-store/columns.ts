import { randomBytes } from 'node:crypto';
import { arrayLiteral } from '#db/array-literal.ts';
import { jsonSequence } from '#db/json-sequence.ts';
import { eventDefinitions } from '#server/domain/events.ts';
import type { NewEvent } from './event-store.ts';
import { textOfPersonal } from './personal.ts';
import { type Keys, keyedHash, nonceBytes, seal, sealContext } from './sealing.ts';
import type { ResolvedKeys } from './subject-keys.ts';

export interface Prepared {
  readonly event: NewEvent;
  readonly subjectId: string | null;
}

/**
 * The events of one statement by column, as the texts that Postgres reads: arrays cost it a third of what records in
 * JSON do. What events of one request share is sent once, as an origin; sealed bytes are sent as one piece, with the
 * place of each event's part in it.
 */
export interface Columns {
  readonly streams: string;
  readonly types: string;
  readonly versions: string;
  readonly occurredAt: string;
  readonly sourceEventIds: string;
  readonly fingerprints: string;
  readonly subjectIds: string;
  readonly data: string;
  readonly sealed: string;
  readonly sealedStarts: string;
  readonly sealedLengths: string;
  readonly origins: string;
  readonly originNumbers: string;
}

/** An erased subject's personal data is dropped here and goes no further. */
export function columnsOf(keys: Keys, prepared: readonly Prepared[], resolved: ResolvedKeys): Columns {
  const events = prepared.map(({ event }) => event);
  const sealed = sealEach(prepared, resolved);
  const { origins, numbers } = originsOf(events);
  return {
    streams: arrayLiteral(events, ({ stream }) => stream),
    types: arrayLiteral(events, ({ type }) => type),
    versions: arrayLiteral(events, ({ type }) => eventDefinitions[type].version),
    occurredAt: arrayLiteral(events, ({ occurredAt }) => occurredAt),
    sourceEventIds: arrayLiteral(events, ({ sourceEventId }) => sourceEventId),
    fingerprints: arrayLiteral(events, (event) => fingerprintOf(keys, event)),
    subjectIds: arrayLiteral(prepared, ({ subjectId }) => subjectId),
    data: jsonSequence(events, ({ data }) => data),
    sealed: Buffer.concat(sealed.pieces).toString('base64'),
    sealedStarts: arrayLiteral(sealed.parts, (part) => part?.start ?? null),
    sealedLengths: arrayLiteral(sealed.parts, (part) => part?.length ?? null),
    origins: JSON.stringify(origins),
    originNumbers: arrayLiteral(numbers, (number) => number),
  };
}

function fingerprintOf(keys: Keys, { source, fingerprint }: NewEvent): string {
  return keyedHash(keys, 'fingerprint', JSON.stringify([source, ...fingerprint]));
}

interface SealedPart {
  /** Counted from 1, as `substring` does. */
  readonly start: number;
  readonly length: number;
}

function sealEach(prepared: readonly Prepared[], { keys }: ResolvedKeys) {
  const nonces = randomBytes(nonceBytes * prepared.length);
  const pieces: Buffer[] = [];
  let start = 1;
  const parts = prepared.map(({ event, subjectId }, n): SealedPart | null => {
    const key = subjectId === null ? null : keys.get(subjectId);
    if (!key) return null;
    const nonce = nonces.subarray(n * nonceBytes, (n + 1) * nonceBytes);
    const piece = seal(key, nonce, textOfPersonal(event.personal), sealContext(event));
    pieces.push(piece);
    const part = { start, length: piece.length };
    start += piece.length;
    return part;
  });
  return { pieces, parts };
}

/** Neighbours that came the same way share an origin. */
function originsOf(events: readonly NewEvent[]) {
  const origins: object[] = [];
  let last: NewEvent | undefined;
  const numbers = events.map((event) => {
    if (!last || !hasSameOrigin(last, event)) {
      const { source, receivedAt, actor, causation, correlation, verification } = event;
      const number = origins.length + 1;
      origins.push({ number, source, received_at: receivedAt, actor, causation, correlation, verification });
    }
    last = event;
    return origins.length;
  });
  return { origins, numbers };
}

function hasSameOrigin(a: NewEvent, b: NewEvent): boolean {
  return (
    a.source === b.source &&
    a.receivedAt === b.receivedAt &&
    a.verification === b.verification &&
    a.actor === b.actor &&
    a.causation === b.causation &&
    a.correlation === b.correlation
  );
}
