import type { Money } from '#server/domain/money.ts';

const digits = 6;
const form = /^(\d{0,9})(?:[.,](\d{0,6}))?$/;

/** `€0.075`: in full, since one message costs less than a cent, but with no more digits than it has. */
export function moneyText({ currency, amountMicros }: Money): string {
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(amountMicros / 10 ** digits);
}

/** The amount as somebody would type it: `0.075`. */
export function amountText({ amountMicros }: Money): string {
  const whole = Math.floor(amountMicros / 10 ** digits);
  const rest = String(amountMicros % 10 ** digits).padStart(digits, '0');
  const fraction = rest.replace(/0+$/, '').padEnd(2, '0');
  return `${whole}.${fraction}`;
}

/** What somebody typed, as money; null for what is no amount, or no currency. */
export function moneyOf(amount: string, currency: string): Money | null {
  const [, whole = '', fraction = ''] = form.exec(amount.trim()) ?? [];
  if (whole === '' && fraction === '') return null;
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  return { currency, amountMicros: Number(`${whole || '0'}${fraction.padEnd(digits, '0')}`) };
}
