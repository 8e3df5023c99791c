import { z } from 'zod';
import type { EventDefinitions, EventOf } from '#server/domain/event-definition.ts';
import { instant } from '#server/domain/instant.ts';

const readModel = { name: z.string().min(1) };

/** What people wish of a read model, which is folded from all other events. Stream `read-model-<name>`. */
export const readModelEvents = {
  /** To be folded again from the first event on, beside the live rows. */
  RebuildRequested: {
    version: 1,
    data: z.strictObject({
      ...readModel,
      /** For the audit; never names a person. */
      reason: z.string().min(1),
    }),
    personal: null,
    upcast: {},
  },
  RebuildAborted: { version: 1, data: z.strictObject(readModel), personal: null, upcast: {} },
  /** Somebody saw that the new rows differ though the logic is the same, and wants them nevertheless. */
  RebuiltRowsAccepted: {
    version: 1,
    data: z.strictObject({
      ...readModel,
      /** Of the rebuild whose comparison was looked at. */
      startedAt: instant,
    }),
    personal: null,
    upcast: {},
  },
  /** The rows that the last swap replaced are not needed any more. */
  ReplacedRowsDropped: { version: 1, data: z.strictObject(readModel), personal: null, upcast: {} },
} as const satisfies EventDefinitions;

export type ReadModelEvent = EventOf<typeof readModelEvents>;

export function readModelStream(name: string): string {
  return `read-model-${name}`;
}
