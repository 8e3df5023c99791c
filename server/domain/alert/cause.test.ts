import { describe, expect, it } from 'vitest';
import { likelyCause, type Part } from './cause.ts';

const part = (dimension: Part['dimension'], value: string, count: number, of: number): Part => ({
  ...{ dimension, value, count, of },
});
const whole = { count: 45, of: 20_000 };
const provider = part('provider', 'example-mail', 45, 20_000);

describe('the likely cause of complaints', () => {
  it('is the part that brings most of them and little of the mail, told with the rest', () => {
    const template = part('template', 'spring-sale', 41, 6_000);
    const found = likelyCause('complaints', whole, [
      provider,
      part('category', 'marketing', 45, 20_000),
      template,
      part('template', 'digest', 4, 14_000),
      part('recipient_domain', 'gmail.com', 24, 9_000),
    ]);
    expect(found).toStrictEqual({ part: template, others: { count: 4, of: 14_000 }, codes: [] });
  });

  it('is nothing where everything has everything in common, or trouble goes with the mail', () => {
    const nothing = { part: null, others: null, codes: [] };
    expect(likelyCause('complaints', whole, [provider])).toStrictEqual(nothing);
    expect(likelyCause('complaints', whole, [part('template', 'digest', 36, 16_000)])).toStrictEqual(nothing);
    expect(likelyCause('complaints', whole, [part('template', 'digest', 22, 100)])).toStrictEqual(nothing);
    expect(likelyCause('complaints', { count: 0, of: 0 }, [])).toStrictEqual(nothing);
  });

  it('is never what nobody named', () => {
    expect(likelyCause('complaints', whole, [part('template', '', 45, 100)]).part).toBeNull();
  });

  it('is the same in whatever order the parts come, and of two alike what people can change', () => {
    const parts = [
      part('recipient_domain', 'gmail.com', 40, 1_000),
      part('template', 'spring-sale', 40, 1_000),
      part('template', 'autumn-sale', 40, 1_000),
    ];
    for (const order of [parts, parts.toReversed()]) {
      expect(likelyCause('complaints', whole, order).part).toMatchObject({ value: 'autumn-sale' });
    }
  });
});

it('is found among losses where deliveries are counted, and carries the codes', () => {
  const codes = [{ code: '5.7', count: 180 }];
  const found = likelyCause(
    'deliveries',
    { count: 800, of: 1_000 },
    [part('recipient_domain', 'gmail.com', 100, 280), part('recipient_domain', 'yahoo.com', 700, 720)],
    codes,
  );
  expect(found).toStrictEqual({
    part: part('recipient_domain', 'gmail.com', 100, 280),
    others: { count: 700, of: 720 },
    codes,
  });
});
