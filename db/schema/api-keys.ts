import { index, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { readModels } from './read-models.ts';

/** Read model: every key that programs call with, without its secret's hash. Folded by `server/projections/api-keys/`. */
export const apiKeys = readModels.table(
  'api_keys',
  {
    keyId: text('key_id').primaryKey(),
    /** These four are null as long as only the end of the key was heard of. */
    name: text('name'),
    scopes: text('scopes').array(),
    createdAt: instant('created_at'),
    createdBy: text('created_by'),
    /** Null while the key works. */
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [index('api_keys_newest').on(table.createdAt, table.keyId)],
);
