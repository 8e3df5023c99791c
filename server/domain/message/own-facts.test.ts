import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from './every-order.ts';
import { foldMessage as fold } from './evolve.ts';
import { erasePersonal } from './join.ts';
import {
  afterErasure,
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
} from './message-history.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const human = { machine: 'human' } as const;
const machine = { machine: 'likely_machine' } as const;
const delivered = historic('delivered', { position: 5 });
const opened = historic('opened', { position: 7, data: human });
const clicked = historic('clicked', { position: 8, data: human });

describe('what we ourselves say of a message', () => {
  it('is a row before any provider knows of it', () => {
    expect(fold([historicRequest()])).toMatchObject({
      status: 'requested',
      notificationId: 'ntf_1',
      provider: null,
      recipient: 'ada@example.com',
      category: 'billing',
      template: 'receipt',
      times: { requested: at(1) },
    });
  });

  it('is skipped with its reason, which outranks the request and is no failure', () => {
    const skipped = fold([historicSkip('suppressed', { position: 2 }), historicRequest()]);
    expect(skipped).toMatchObject({ status: 'skipped', statusAt: at(2), skipReason: 'suppressed' });
    expect(skipped.counts).toEqual({ requested: 1, skipped: 1 });
  });

  it('keeps the reason of a skip when the person is erased, for it names nobody', () => {
    const history = [historicRequest(), historicSkip('no_address', { position: 2 })];
    const erased = erasePersonal(fold(history));
    expect(erased).toMatchObject({ skipReason: 'no_address', recipient: null, erased: true });
    expect(fold(history.map(afterErasure))).toStrictEqual(erased);
  });

  it('does not move the status back when the provider spoke first', () => {
    expect(fold([delivered, historicRequest({ position: 1 })])).toMatchObject({
      status: 'delivered',
      provider: 'example-mail',
      notificationId: 'ntf_1',
    });
  });
});

describe('conversions and read receipts', () => {
  const paid = (position: number, currency: string, amountMicros: number) =>
    historicConversion({ position, data: { value: { currency, amountMicros } } });

  it('are the strongest engagement and the second weakest, whatever the order', () => {
    const read = historic('read', { position: 11 });
    expect(fold([read, opened])).toMatchObject({ engagement: 'read', reads: 1 });
    expect(fold([clicked, read])).toMatchObject({ engagement: 'clicked' });
    expect(fold([historicConversion({ position: 12 }), clicked])).toMatchObject({ engagement: 'converted' });
  });

  it('are worth what they are worth together, by currency', () => {
    const history = [paid(1, 'EUR', 5_000_000), paid(2, 'USD', 7), paid(3, 'EUR', 1), delivered];
    for (const order of everyOrderTwice(history)) {
      expect(fold(order).convertedValue).toEqual({ EUR: 5_000_001, USD: 7 });
    }
  });

  it('let a delivery be inferred that nobody reported', () => {
    expect(fold([historic('read')])).toMatchObject({ status: 'delivered', statusReason: null });
    expect(fold([historicConversion()])).toMatchObject({ status: 'delivered' });
  });

  it('count no receipt that a program made', () => {
    expect(fold([historic('read', { data: machine })])).toMatchObject({
      engagement: 'none',
      reads: 0,
      status: 'sent',
    });
  });
});
