import { alertsProjection } from './alerts/fold.ts';
import { apiKeysProjection } from './api-keys/fold.ts';
import { auditProjection } from './audit/fold.ts';
import { contactsProjection } from './contacts/fold.ts';
import { deadLettersProjection } from './dead-letters/fold.ts';
import { decisionsProjection } from './decisions/fold.ts';
import { deliveryTally } from './delivery-metrics/tally.ts';
import { erasuresProjection } from './erasures/fold.ts';
import { escalationsProjection } from './escalations/fold.ts';
import { inboxProjection } from './inbox/fold.ts';
import { ledgerReadModel } from './ledger/read-model.ts';
import { defineMessages } from './messages/read-model.ts';
import { notificationsProjection } from './notifications/fold.ts';
import { preferencesProjection } from './preferences/fold.ts';
import type { ReadModel } from './projection.ts';
import { sunsetsProjection } from './sunsets/fold.ts';
import { suppressionsProjection } from './suppressions/fold.ts';

/**
 * Every read model. A new one is a folder, a table and one line here; its Inngest function follows from it. Totals over
 * the rows of one, which are a folder and a table too, stand in its line.
 */
export const projections: readonly ReadModel[] = [
  // First in line where few are at work at a time: whoever is not to be written to must be known soonest.
  suppressionsProjection,
  defineMessages([deliveryTally]),
  ledgerReadModel,
  deadLettersProjection,
  contactsProjection,
  preferencesProjection,
  decisionsProjection,
  notificationsProjection,
  inboxProjection,
  escalationsProjection,
  auditProjection,
  apiKeysProjection,
  alertsProjection,
  erasuresProjection,
  sunsetsProjection,
];

export function projectionByName(name: string): ReadModel | undefined {
  return projections.find((projection) => projection.name === name);
}
