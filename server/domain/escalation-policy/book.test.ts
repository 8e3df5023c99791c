import { expect, it } from 'vitest';
import { everyOrderTwice } from '#server/domain/message/every-order.ts';
import { entryOf, policiesInForce, pricesOf } from './book.ts';
import { bookOf, priced, retired, saved } from './policy-history.ts';

it('holds the newest version of each policy in force, and no retired one', () => {
  const book = bookOf(saved(1), saved(2, { critical: true }), saved(1, { policyId: 'news' }), retired(3));
  expect(policiesInForce(book).map(({ policyId }) => policyId)).toEqual(['news']);
  expect(entryOf(book, 'receipts')).toMatchObject({
    status: 'retired',
    version: 3,
    policy: { version: 2, critical: true },
  });
  expect(entryOf(book, 'constructor')).toBeNull();
});

it('has a retired policy in force again once it is saved', () => {
  const book = bookOf(saved(1), retired(2), saved(3));
  expect(policiesInForce(book)).toMatchObject([{ policyId: 'receipts', version: 3 }]);
});

it('knows the newest price of a channel, or that it is not known', () => {
  expect(pricesOf(bookOf())).toEqual({ email: null, sms: null, push: null, in_app: null });
  expect(pricesOf(bookOf(priced(1, 5), priced(2, 7))).sms).toEqual({ currency: 'EUR', amountMicros: 70_000 });
  expect(pricesOf(bookOf(priced(1, 5), priced(2, null))).sms).toBeNull();
});

it('is the same in every order, each change twice', () => {
  const history = [saved(1), retired(2), saved(3, { critical: true }), retired(4), priced(2, 7)];
  const expected = bookOf(...history);
  let histories = 0;
  for (const twice of everyOrderTwice(history)) {
    histories += 1;
    expect(bookOf(...twice)).toStrictEqual(expected);
  }
  expect(histories).toBe(240);
});
