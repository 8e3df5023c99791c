import { describe, expect, it } from 'vitest';
import { type Measure, measures } from './measures.ts';
import { type Counts, ratesOf, ratios } from './rates.ts';

const counts = (some: Partial<Record<Measure, number>>): Counts => ({
  // Safe: every measure is given a value.
  ...(Object.fromEntries(measures.map((measure) => [measure, 0])) as Counts),
  ...some,
});

describe('the rates', () => {
  it('measure sending against what was submitted', () => {
    const rates = ratesOf(
      counts({
        requested: 300,
        skipped: 100,
        submitted: 200,
        accepted: 7,
        delivered: 150,
        softBounced: 20,
        hardBounced: 10,
        dropped: 8,
        failed: 4,
      }),
    );
    expect(rates).toMatchObject({
      delivery: { count: 150, of: 200, value: 0.75 },
      softBounce: { count: 20, of: 200, value: 0.1 },
      hardBounce: { count: 10, of: 200, value: 0.05 },
      drop: { count: 8, of: 200, value: 0.04 },
      failure: { count: 4, of: 200, value: 0.02 },
    });
  });

  it('measure what people did against what was delivered, and leave machines out', () => {
    const rates = ratesOf(
      counts({
        submitted: 200,
        delivered: 100,
        complained: 1,
        unsubscribed: 2,
        openedHuman: 40,
        openedMachine: 90,
        openedUnknown: 30,
        clickedHuman: 10,
        clickedMachine: 80,
        converted: 5,
      }),
    );
    expect(rates).toMatchObject({
      complaint: { count: 1, of: 100, value: 0.01 },
      unsubscribe: { count: 2, of: 100, value: 0.02 },
      humanOpen: { count: 40, of: 100, value: 0.4 },
      humanClick: { count: 10, of: 100, value: 0.1 },
      conversion: { count: 5, of: 100, value: 0.05 },
    });
  });

  it('have no value for an empty sample, whatever was counted', () => {
    const rates = ratesOf(counts({ openedHuman: 3 }));
    expect(rates.humanOpen).toStrictEqual({ count: 3, of: 0, value: null });
    expect(rates.delivery).toStrictEqual({ count: 0, of: 0, value: null });
  });

  it('exceed 1 rather than hide that messages of an earlier period were opened in this one', () => {
    expect(ratesOf(counts({ delivered: 2, openedHuman: 3 })).humanOpen.value).toBe(1.5);
  });

  it('are one for each ratio', () => {
    expect(Object.keys(ratesOf(counts({})))).toEqual(Object.keys(ratios));
  });
});
