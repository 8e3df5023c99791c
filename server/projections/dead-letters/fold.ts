import { createHash } from 'node:crypto';
import { deadLetters } from '#db/schema/dead-letters.ts';
import { refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEventOf } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';

/** Items with the same one failed in the same way, at the hands of the same build of the adapter. */
export interface FailureSignature {
  readonly provider: string;
  /** Field paths and codes. */
  readonly failure: string;
  readonly adapterVersion: number;
}

export type DeadLetterState = 'open';

export interface DeadLetter extends FailureSignature {
  readonly id: string;
  readonly position: number;
  readonly subjectId: string | null;
  readonly signature: string;
  readonly receivedAt: Instant;
  readonly state: DeadLetterState;
  readonly sizeBytes: number | null;
  readonly erased: boolean;
}

type Unrecognized = StoredEventOf<'WebhookUnrecognized'>;

/** Answers: what has been reported that nobody could read, and why? */
export const deadLettersFold: Projection<DeadLetter, 'WebhookUnrecognized'> = {
  name: 'dead-letters',
  version: 1,
  table: deadLetters,
  key: 'id',
  handles: ['WebhookUnrecognized'],
  keysOf: (event) => [refOf(event).id],
  evolve: (row, event) => row ?? openLetter(event),
  erase: (row) => ({ ...row, sizeBytes: null, erased: true }),
};

export const deadLettersProjection = defineProjection(deadLettersFold);

/** 22 characters of base64url. */
export function signatureOf({ provider, failure, adapterVersion }: FailureSignature): string {
  const parts = JSON.stringify([provider, failure, adapterVersion]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 22);
}

function openLetter(event: Unrecognized): DeadLetter {
  const { provider, failure, adapterVersion } = event.data;
  return {
    id: refOf(event).id,
    position: event.position,
    subjectId: event.subjectId,
    signature: signatureOf(event.data),
    provider,
    failure,
    adapterVersion,
    receivedAt: event.receivedAt,
    state: 'open',
    sizeBytes: event.personal && sizeOf(event.personal),
    erased: event.erased,
  };
}

function sizeOf({ raw, encoding }: NonNullable<Unrecognized['personal']>): number {
  return Buffer.byteLength(raw, encoding === 'base64' ? 'base64' : 'utf8');
}
