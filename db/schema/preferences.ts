import { jsonb, text } from 'drizzle-orm/pg-core';
import { readModels } from './read-models.ts';

/** Read model: what each person wishes now. Folded by `server/projections/preferences/`. */
export const preferences = readModels.table('preferences', {
  /** As the installation names its people. */
  userId: text('user_id').primaryKey(),
  /** The newest wish about each category on each channel, with the event that said so. */
  wishes: jsonb('wishes').notNull(),
  /** The newest word on pausing everything; null when there never was one. */
  pause: jsonb('pause'),
  /** The newest word on quiet hours; null when there never was one. */
  quietHours: jsonb('quiet_hours'),
});
