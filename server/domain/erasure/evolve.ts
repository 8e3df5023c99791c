import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { ErasureEvent } from './events.ts';
import type { ErasureState } from './state.ts';

export type StoredErasureEvent = StoredEvent<ErasureEvent>;

/** Adds one event, in the order of the stream. The store takes one decision for a wish, so the first stands. */
export function evolveErasure(state: ErasureState, event: StoredErasureEvent): ErasureState {
  const at = event.occurredAt;
  switch (event.type) {
    case 'ErasureRequested':
      return state.status === 'unasked' ? { status: 'open', request: event.data, requestedAt: at } : state;
    case 'ErasureWithdrawn':
      return state.status === 'open' ? { ...state, status: 'withdrawn', decidedAt: at } : state;
    case 'ErasureRefused':
      return decided(state, 'refused', event);
    case 'ErasureConfirmed':
      return decided(state, 'confirmed', event);
    case 'ErasureCompleted':
      return state.status === 'confirmed' ? { ...state, status: 'completed', outcome: event.data } : state;
  }
}

function decided(
  state: ErasureState,
  status: 'refused' | 'confirmed',
  { data, occurredAt }: Extract<StoredErasureEvent, { type: 'ErasureRefused' | 'ErasureConfirmed' }>,
): ErasureState {
  return state.status === 'open' ? { ...state, status, decidedAt: occurredAt, reason: data.reason } : state;
}
