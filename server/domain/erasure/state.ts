import type { Instant } from '#server/domain/instant.ts';
import type { ErasureData } from './events.ts';

interface Asked {
  readonly request: ErasureData<'ErasureRequested'>;
  readonly requestedAt: Instant;
}

interface Decided extends Asked {
  readonly decidedAt: Instant;
  readonly reason: string;
}

/** Where a wish to be erased stands. */
export type ErasureState =
  | { readonly status: 'unasked' }
  | ({ readonly status: 'open' } & Asked)
  | ({ readonly status: 'withdrawn'; readonly decidedAt: Instant } & Asked)
  | ({ readonly status: 'refused' } & Decided)
  /** Decided, and perhaps half done: doing it again finishes it. */
  | ({ readonly status: 'confirmed' } & Decided)
  | ({ readonly status: 'completed'; readonly outcome: ErasureData<'ErasureCompleted'> } & Decided);

export type ErasureStatus = ErasureState['status'];

export const unasked: ErasureState = { status: 'unasked' };
