import type { z } from 'zod';

/**
 * How one event type is written: its current shape and how older shapes become it.
 * `data` is readable for ever and holds no personal data; `personal` is sealed under the subject's key.
 * `upcast[n]` turns data of version n into version n + 1, so version 1 data of a version 3 type passes two steps.
 */
export interface EventDefinition {
  readonly version: number;
  readonly data: z.ZodType;
  readonly personal: z.ZodType | null;
  readonly upcast: Readonly<Record<number, (data: unknown) => unknown>>;
}

export type EventDefinitions = Readonly<Record<string, EventDefinition>>;

type PersonalOf<D extends EventDefinition> = D['personal'] extends z.ZodType ? z.infer<D['personal']> : null;

/** The union of events that a table of definitions describes. */
export type EventOf<Definitions extends EventDefinitions> = {
  [Type in keyof Definitions & string]: {
    readonly type: Type;
    readonly data: z.infer<Definitions[Type]['data']>;
    readonly personal: PersonalOf<Definitions[Type]>;
  };
}[keyof Definitions & string];
