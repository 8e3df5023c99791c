import { z } from 'zod';

/** An amount in millionths of a currency's unit, since one text message costs less than a cent. ISO 4217 code. */
export const money = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  amountMicros: z.int().nonnegative(),
});
export type Money = z.infer<typeof money>;
