import { DomainError } from '#server/domain/domain-error.ts';
import { type EventId, refOf } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import { compareText } from '#server/domain/message/ordering.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import type { MarketingPauseEvent } from './events.ts';

/** Why it is paused: what a person said, or the alert that the guard acted on. */
type Ground =
  | { readonly by: 'person'; readonly why: string }
  | { readonly by: 'guard'; readonly alertId: string };

interface Known {
  /** Whether the guard may pause; off until somebody switches it on. */
  readonly guardMayPause: boolean;
  /** When somebody resumed last. */
  readonly resumedAt: Instant | null;
}

/** Whether marketing is sent. */
export type MarketingPause =
  | (Known & { readonly status: 'sending' })
  | (Known & {
      readonly status: 'paused';
      readonly since: Instant;
      /** The event that paused it. */
      readonly because: EventId;
      /** Who paused it, where a person did. */
      readonly actor: string | null;
      readonly ground: Ground;
    });

export const sendingMarketing: MarketingPause = { status: 'sending', guardMayPause: false, resumedAt: null };

export function evolveMarketingPause(
  state: MarketingPause,
  event: StoredEvent<MarketingPauseEvent>,
): MarketingPause {
  const { guardMayPause, resumedAt } = state;
  switch (event.type) {
    case 'MarketingPaused': {
      if (state.status === 'paused') return state;
      const { at: since, id: because } = refOf(event);
      const { actor, data: ground } = event;
      return { status: 'paused', guardMayPause, resumedAt, since, because, actor, ground };
    }
    case 'MarketingResumed':
      return { status: 'sending', guardMayPause, resumedAt: event.occurredAt };
    case 'MarketingGuardSet':
      return { ...state, guardMayPause: event.data.mayPause };
  }
}

export type MarketingPauseCommand =
  | { readonly type: 'PauseMarketing'; readonly why: string }
  | { readonly type: 'ResumeMarketing'; readonly why: string }
  | { readonly type: 'SetMarketingGuard'; readonly mayPause: boolean }
  | { readonly type: 'GuardMarketing'; readonly dangers: readonly Danger[] };

/** An alert that is critical for marketing at this moment, by mail from `from` on. */
export interface Danger {
  readonly alertId: string;
  readonly from: Instant;
}

/** What a wish brings; nothing where it is so already. Throws DomainError `pause_needs_reason`. */
export function decideMarketingPause(
  command: MarketingPauseCommand,
  state: MarketingPause,
): readonly MarketingPauseEvent[] {
  switch (command.type) {
    case 'PauseMarketing': {
      const why = reason(command.why);
      if (state.status === 'paused') return [];
      return [{ type: 'MarketingPaused', data: { by: 'person', why }, personal: null }];
    }
    case 'ResumeMarketing': {
      const why = reason(command.why);
      if (state.status === 'sending') return [];
      return [{ type: 'MarketingResumed', data: { why }, personal: null }];
    }
    case 'SetMarketingGuard': {
      const { mayPause } = command;
      if (mayPause === state.guardMayPause) return [];
      return [{ type: 'MarketingGuardSet', data: { mayPause }, personal: null }];
    }
    case 'GuardMarketing':
      return guard(command.dangers, state);
  }
}

/** Whoever resumed knew of the mail before; only mail that was sent since may overrule them. */
function guard(dangers: readonly Danger[], state: MarketingPause): readonly MarketingPauseEvent[] {
  const { status, guardMayPause, resumedAt } = state;
  if (status === 'paused' || !guardMayPause) return [];
  const [first] = dangers
    .filter(({ from }) => resumedAt === null || from >= resumedAt)
    .toSorted((a, b) => compareText(a.alertId, b.alertId));
  if (first === undefined) return [];
  return [{ type: 'MarketingPaused', data: { by: 'guard', alertId: first.alertId }, personal: null }];
}

function reason(why: string): string {
  const said = why.trim();
  if (said === '') throw new DomainError('pause_needs_reason', 'Pausing and resuming need a reason.');
  return said;
}
