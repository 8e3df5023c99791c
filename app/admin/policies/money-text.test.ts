import { expect, it } from 'vitest';
import { amountText, moneyOf, moneyText } from './money-text.ts';

const euro = (amountMicros: number) => ({ currency: 'EUR', amountMicros });

it.each([
  ['0.075', 75_000],
  ['0,075', 75_000],
  [' 12 ', 12_000_000],
  ['.5', 500_000],
  ['3.', 3_000_000],
  ['0', 0],
  ['0.000001', 1],
])('reads %j as so many millionths', (typed, micros) => {
  expect(moneyOf(typed, 'EUR')).toEqual(euro(micros));
});

it.each(['', '.', '-1', '1.2345678', '1e3', 'free', '1 000'])('does not take %j for an amount', (typed) => {
  expect(moneyOf(typed, 'EUR')).toBeNull();
});

it('needs a currency', () => {
  for (const currency of ['', 'eur', 'EURO']) expect(moneyOf('1', currency)).toBeNull();
});

it('writes an amount in full, and as it can be typed again', () => {
  const amounts = [0, 1, 75_000, 100_000, 12_000_000, 12_345_678];
  expect(amounts.map((micros) => moneyText(euro(micros)))).toEqual([
    '€0.00',
    '€0.000001',
    '€0.075',
    '€0.10',
    '€12.00',
    '€12.345678',
  ]);
  for (const micros of amounts) expect(moneyOf(amountText(euro(micros)), 'EUR')).toEqual(euro(micros));
});
