import { newSignIn, passwordChanged, signInCode } from './account-templates.ts';
import { paymentFailed, receipt } from './billing-templates.ts';
import type { Template } from './letter.ts';
import { stillInterested, weeklyNews } from './news-templates.ts';
import { criticalAlert, productUpdate } from './product-templates.ts';
import { addressChanged, addressCode, wishesChanged } from './wish-templates.ts';

/** Every template there is. A new one is an entry here and what it says. */
export const templates: readonly Template[] = [
  receipt,
  paymentFailed,
  passwordChanged,
  newSignIn,
  signInCode,
  productUpdate,
  weeklyNews,
  criticalAlert,
  stillInterested,
  wishesChanged,
  addressCode,
  addressChanged,
];

/** The template of that name, or null. */
export function findTemplate(id: string): Template | null {
  return templates.find((one) => one.id === id) ?? null;
}
