import { addressHealthProjection } from './address-health/fold.ts';
import { apiKeysProjection } from './api-keys/fold.ts';
import { auditProjection } from './audit/fold.ts';
import { contactsProjection } from './contacts/fold.ts';
import { deadLettersProjection } from './dead-letters/fold.ts';
import { decisionsProjection } from './decisions/fold.ts';
import { deliveryTally } from './delivery-metrics/tally.ts';
import { escalationsProjection } from './escalations/fold.ts';
import { ledgerReadModel } from './ledger/read-model.ts';
import { defineMessages } from './messages/read-model.ts';
import { notificationsProjection } from './notifications/fold.ts';
import { preferencesProjection } from './preferences/fold.ts';
import type { ReadModel } from './projection.ts';
import { suppressionsProjection } from './suppressions/fold.ts';

/**
 * Every read model. A new one is a folder, a table and one line here; its Inngest function follows from it. Totals over
 * the rows of one, which are a folder and a table too, stand in its line.
 */
export const projections: readonly ReadModel[] = [
  defineMessages([deliveryTally]),
  ledgerReadModel,
  deadLettersProjection,
  suppressionsProjection,
  contactsProjection,
  addressHealthProjection,
  preferencesProjection,
  decisionsProjection,
  notificationsProjection,
  escalationsProjection,
  auditProjection,
  apiKeysProjection,
];

export function projectionByName(name: string): ReadModel | undefined {
  return projections.find((projection) => projection.name === name);
}
