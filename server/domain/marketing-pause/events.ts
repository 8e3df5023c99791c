import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';

/** For the audit; never names a person. */
const why = z.string().min(1);

/** Whether marketing is sent at all. Stream `marketing-pause`. */
export const marketingPauseEvents = {
  /** By a person who says why, or by the guard because of an alert. */
  MarketingPaused: {
    version: 1,
    data: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('person'), why }),
      z.strictObject({ by: z.literal('guard'), alertId: z.string().min(1) }),
    ]),
    personal: null,
    upcast: {},
  },
  MarketingResumed: { version: 1, data: z.strictObject({ why }), personal: null, upcast: {} },
  /** Whether the guard may pause marketing. */
  MarketingGuardSet: {
    version: 1,
    data: z.strictObject({ mayPause: z.boolean() }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export type MarketingPauseEvent = EventOf<typeof marketingPauseEvents>;

export const marketingPauseStream = 'marketing-pause';

export function isMarketingPauseEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: MarketingPauseEvent['type'] }> {
  return Object.hasOwn(marketingPauseEvents, event.type);
}
