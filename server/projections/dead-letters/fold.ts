import { createHash } from 'node:crypto';
import { deadLetters } from '#db/schema/dead-letters.ts';
import { compareRefs, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import { smallerKnown } from '#server/domain/message/ordering.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** Items with the same one failed in the same way, at the hands of the same build of the adapter. */
export interface FailureSignature {
  readonly provider: string;
  /** Field paths and codes. */
  readonly failure: string;
  readonly adapterVersion: number;
}

/** `recovered` for ever once any try has read it. */
export type DeadLetterState = 'open' | 'recovered';

export interface DeadLetter extends FailureSignature {
  readonly id: string;
  readonly subjectId: string | null;
  /** Of the newest try that failed, so that a letter moves to the group it fails with now. */
  readonly signature: string;
  readonly receivedAt: Instant;
  readonly state: DeadLetterState;
  /** The earliest try that read it; null while none has. */
  readonly recoveredAt: Instant | null;
  /** The newest try; null before the first. */
  readonly triedAt: Instant | null;
  readonly tryId: string | null;
  readonly replayId: string | null;
  /** The newest failed try, by time and id: which of two told last, whatever order they are folded in. */
  readonly failedAt: Instant;
  readonly failedId: string;
  /** Null until the item itself is folded, and once it is erased. */
  readonly sizeBytes: number | null;
  readonly erased: boolean;
}

type Unrecognized = StoredEventOf<'WebhookUnrecognized'>;
type Replayed = StoredEventOf<'DeadLetterReplayed'>;

/** Answers: what has been reported that nobody could read, why, and what became of it when it was read again? */
export const deadLettersFold: Projection<DeadLetter, 'WebhookUnrecognized' | 'DeadLetterReplayed'> = {
  name: 'dead-letters',
  version: 2,
  table: deadLetters,
  key: 'id',
  handles: ['WebhookUnrecognized', 'DeadLetterReplayed'],
  keysOf: (event) => [event.type === 'WebhookUnrecognized' ? refOf(event).id : event.data.letter.id],
  evolve: (row, event) => (event.type === 'WebhookUnrecognized' ? received(row, event) : tried(row, event)),
  erase: (row) => ({ ...row, sizeBytes: null, erased: true }),
};

export const deadLettersProjection = defineProjection(deadLettersFold);

/** 22 characters of base64url. */
export function signatureOf({ provider, failure, adapterVersion }: FailureSignature): string {
  const parts = JSON.stringify([provider, failure, adapterVersion]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 22);
}

function received(row: DeadLetter | null, event: Unrecognized): DeadLetter {
  const letter = row ?? untried({ id: refOf(event).id, receivedAt: event.receivedAt, ...event.data });
  if (letter.subjectId === event.subjectId && (letter.sizeBytes !== null || letter.erased)) return letter;
  const erased = letter.erased || event.erased;
  const sizeBytes = erased ? null : event.personal && sizeOf(event.personal);
  return { ...letter, subjectId: event.subjectId, sizeBytes, erased };
}

function tried(row: DeadLetter | null, event: Replayed): DeadLetter {
  const { letter, replayId, failure, adapterVersion } = event.data;
  const known = row ?? untried(letter);
  const { at, id: tryId } = refOf(event);
  const isNewest = known.triedAt === null || compareRefs({ at, id: tryId }, newestTry(known)) > 0;
  const latest = isNewest ? { triedAt: at, tryId, replayId } : {};
  if (failure === null) {
    return { ...known, ...latest, state: 'recovered', recoveredAt: smallerKnown(known.recoveredAt, at) };
  }
  if (compareRefs({ at, id: tryId }, { at: known.failedAt, id: known.failedId }) <= 0) {
    return isNewest ? { ...known, ...latest } : known;
  }
  const signature = signatureOf({ provider: known.provider, failure, adapterVersion });
  return { ...known, ...latest, failure, adapterVersion, signature, failedAt: at, failedId: tryId };
}

function newestTry({ triedAt, tryId }: DeadLetter) {
  return { at: triedAt ?? '', id: tryId ?? '' };
}

function untried(
  letter: FailureSignature & { readonly id: string; readonly receivedAt: Instant },
): DeadLetter {
  const { id, receivedAt, provider, failure, adapterVersion } = letter;
  return {
    id,
    subjectId: null,
    signature: signatureOf(letter),
    provider,
    failure,
    adapterVersion,
    receivedAt,
    state: 'open',
    recoveredAt: null,
    triedAt: null,
    tryId: null,
    replayId: null,
    failedAt: receivedAt,
    failedId: id,
    sizeBytes: null,
    erased: false,
  };
}

function sizeOf({ raw, encoding }: NonNullable<Unrecognized['personal']>): number {
  return Buffer.byteLength(raw, encoding === 'base64' ? 'base64' : 'utf8');
}
