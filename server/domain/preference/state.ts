import type { EventRef } from '#server/domain/event-id.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { QuietHours } from './quiet-hours.ts';

/** A wish about what is received where. Null stands for every category, or every channel. */
export interface Wish extends EventRef {
  readonly category: string | null;
  readonly channel: Channel | null;
  readonly enabled: boolean;
}

/**
 * What a person wishes: for each thing that can be wished, the newest wish about it. Its size is that of the grid of
 * categories and channels with its borders, however often somebody changes their mind.
 */
export interface PreferencesState {
  readonly userId: string;
  /** By `wishKey`. */
  readonly wishes: Readonly<Record<string, Wish>>;
  /** The newest word on pausing everything; `paused` false once the person resumed. */
  readonly pause: (EventRef & { readonly paused: boolean; readonly until: Instant | null }) | null;
  readonly quietHours: (EventRef & { readonly hours: QuietHours | null }) | null;
}

export function wishKey(category: string | null, channel: Channel | null): string {
  return `${category ?? '*'}/${channel ?? '*'}`;
}

export function noPreferences(userId: string): PreferencesState {
  return { userId, wishes: {}, pause: null, quietHours: null };
}

/** The event that pauses everything at an instant, or null. A pause ends by itself when its time is over. */
export function pauseAt(
  { pause }: PreferencesState,
  at: Instant,
): NonNullable<PreferencesState['pause']> | null {
  return pause?.paused === true && (pause.until === null || at < pause.until) ? pause : null;
}
