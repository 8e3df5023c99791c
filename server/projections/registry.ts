import { addressHealthProjection } from './address-health/fold.ts';
import { contactsProjection } from './contacts/fold.ts';
import { deadLettersProjection } from './dead-letters/fold.ts';
import { decisionsProjection } from './decisions/fold.ts';
import { ledgerProjection } from './ledger/fold.ts';
import { messagesProjection } from './messages/fold.ts';
import { preferencesProjection } from './preferences/fold.ts';
import type { ReadModel } from './projection.ts';
import { suppressionsProjection } from './suppressions/fold.ts';

/** Every read model. A new one is a folder, a table and one line here; its Inngest function follows from it. */
export const projections: readonly ReadModel[] = [
  messagesProjection,
  ledgerProjection,
  deadLettersProjection,
  suppressionsProjection,
  contactsProjection,
  addressHealthProjection,
  preferencesProjection,
  decisionsProjection,
];

export function projectionByName(name: string): ReadModel | undefined {
  return projections.find((projection) => projection.name === name);
}
