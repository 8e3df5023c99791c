import { pgSchema } from 'drizzle-orm/pg-core';

/** Every read model's table is here, apart from what is true, so that a rebuild can put another in its place. */
export const readModels = pgSchema('read_models');

/** Which of up to three copies of a read model: the one in use, the one being built, the one it replaced. */
export type Slot = 'live' | 'next';

export function schemaOf(slot: Slot): string {
  return slot === 'live' ? 'read_models' : 'read_models_next';
}
