import { DomainError } from '#server/domain/domain-error.ts';
import type { ErasureData, ErasureEvent } from './events.ts';
import type { ErasureState } from './state.ts';

type Requested = Extract<ErasureEvent, { type: 'ErasureRequested' }>;

export type ErasureCommand =
  | {
      readonly type: 'RequestErasure';
      readonly data: Requested['data'];
      readonly personal: Requested['personal'];
    }
  | { readonly type: 'WithdrawErasure' }
  | { readonly type: 'RefuseErasure'; readonly reason: string }
  | { readonly type: 'ConfirmErasure'; readonly reason: string }
  | {
      readonly type: 'CompleteErasure';
      readonly outcome: Omit<ErasureData<'ErasureCompleted'>, 'erasureId'>;
    };

/**
 * What a command about one wish brings; nothing where it is so already. Throws DomainError: `erasure_unknown`,
 * `erasure_decided`, `erasure_needs_reason`.
 */
export function decideErasure(command: ErasureCommand, state: ErasureState): readonly ErasureEvent[] {
  if (command.type === 'RequestErasure') {
    const { data, personal } = command;
    return state.status === 'unasked' ? [{ type: 'ErasureRequested', data, personal }] : [];
  }
  if (state.status === 'unasked') throw new DomainError('erasure_unknown', 'Nobody asked for this.');
  const { erasureId } = state.request;
  switch (command.type) {
    case 'WithdrawErasure':
      if (state.status === 'withdrawn') return [];
      mustBeOpen(state);
      return [{ type: 'ErasureWithdrawn', data: { erasureId }, personal: null }];
    case 'RefuseErasure': {
      mustBeOpen(state);
      const data = { erasureId, reason: reasonIn(command) };
      return [{ type: 'ErasureRefused', data, personal: null }];
    }
    case 'ConfirmErasure': {
      // What was begun is finished by doing it again.
      if (state.status === 'confirmed' || state.status === 'completed') return [];
      mustBeOpen(state);
      const data = { erasureId, reason: reasonIn(command) };
      return [{ type: 'ErasureConfirmed', data, personal: null }];
    }
    case 'CompleteErasure':
      if (state.status === 'completed') return [];
      if (state.status !== 'confirmed') throw new DomainError('erasure_decided', 'Nobody confirmed this.');
      return [{ type: 'ErasureCompleted', data: { erasureId, ...command.outcome }, personal: null }];
  }
}

function mustBeOpen(state: ErasureState): void {
  if (state.status !== 'open') throw new DomainError('erasure_decided', 'This wish was decided before.');
}

function reasonIn({ reason }: { readonly reason: string }): string {
  const said = reason.trim();
  if (said === '') throw new DomainError('erasure_needs_reason', 'A decision needs its reason.');
  return said;
}
