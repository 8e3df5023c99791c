import type { Dice } from './dice.ts';

/** What a notification says. */
export interface Matter {
  readonly category: 'security' | 'billing' | 'product' | 'marketing';
  readonly template: string;
  readonly subjectLine: string;
  /** Where its link leads. */
  readonly url: string;
}

const app = 'https://app.example.com';

const matters: readonly (Matter & { readonly weight: number })[] = [
  matter(10, 'security', 'new-sign-in', 'New sign-in to your account', '/security/sessions'),
  matter(8, 'security', 'reset-password', 'Reset your password', '/reset'),
  matter(4, 'security', 'confirm-address', 'Confirm your new address', '/confirm'),
  matter(14, 'billing', 'invoice', 'Your invoice is ready', '/invoices/latest'),
  matter(10, 'billing', 'receipt', 'Your receipt', '/receipts/latest'),
  matter(3, 'billing', 'payment-failed', 'Your payment did not go through', '/billing'),
  matter(16, 'product', 'new-comment', 'A new comment on “Launch plan”', '/plans/launch'),
  matter(10, 'product', 'task-assigned', 'A task was assigned to you', '/tasks'),
  matter(9, 'product', 'weekly-digest', 'Your week in review', '/digest'),
  matter(10, 'marketing', 'autumn-sale', 'Two months free this autumn', '/upgrade'),
  matter(6, 'marketing', 'whats-new', 'What is new this month', '/whats-new'),
];

/** What somebody is told this time; of the category that is asked for, if one is. */
export function matterOf(dice: Dice, category?: Matter['category']): Matter {
  const fitting = matters.filter((one) => category === undefined || one.category === category);
  let left = dice.next() * fitting.reduce((sum, { weight }) => sum + weight, 0);
  const found = fitting.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const { weight: _, ...chosen } = found ?? dice.pick(fitting);
  return chosen;
}

function matter(
  weight: number,
  category: Matter['category'],
  template: string,
  subjectLine: string,
  path: string,
) {
  return { weight, category, template, subjectLine, url: `${app}${path}` };
}
