import { getTableColumns } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { deliveryMetrics } from '#db/schema/delivery-metrics.ts';
import { foldMessage, type StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { erasePersonal } from '#server/domain/message/join.ts';
import { historic, historicConversion, historicRequest } from '#server/domain/message/message-history.ts';
import { measures } from './measures.ts';
import { deliveryTally } from './tally.ts';

const contributions = (...events: StoredMessageEvent[]) => deliveryTally.contributions(foldMessage(events));
const at = (time: string) => `2026-11-21T${time}.000Z`;
const keyOf = (...events: StoredMessageEvent[]) => contributions(...events)[0]?.key;

describe('what a message contributes', () => {
  it('is one to each measure, in the hour in which it came true', () => {
    const found = contributions(
      historicRequest({ position: 1, at: at('12:59:59') }),
      historic('accepted', { position: 2, at: at('12:59:59') }),
      historic('delivered', { position: 3, at: at('13:00:00') }),
      historic('delivered', { position: 4, at: at('14:00:00') }),
    );
    const dimensions = {
      channel: 'email',
      provider: 'example-mail',
      category: 'billing',
      template: 'receipt',
      recipientDomain: 'other',
      currency: '',
    };
    expect(found).toStrictEqual([
      { key: { hour: at('12:00:00'), ...dimensions }, sums: { submitted: 1, requested: 1, accepted: 1 } },
      { key: { hour: at('13:00:00'), ...dimensions }, sums: { delivered: 1 } },
    ]);
  });

  it('names columns of the table and nothing else, and between them every column', () => {
    const found = contributions(
      historicConversion({ data: { value: { currency: 'EUR', amountMicros: 5 } } }),
    );
    const key = Object.keys(found[0]?.key ?? {});
    expect([...key, ...measures, 'convertedMicros'].sort()).toEqual(
      Object.keys(getTableColumns(deliveryMetrics)).sort(),
    );
  });

  it('is what it earned, by currency, apart from the counts', () => {
    const value = (currency: string, amountMicros: number) => ({ value: { currency, amountMicros } });
    const found = contributions(
      historicConversion({ position: 1, at: at('12:10:00'), data: value('EUR', 19_990_000) }),
      historicConversion({ position: 2, at: at('13:10:00'), data: value('EUR', 10_000) }),
      historicConversion({ position: 3, at: at('14:10:00'), data: value('JPY', 3_000_000) }),
    );
    expect(found.map(({ key, sums }) => [key.hour, key.currency, sums])).toStrictEqual([
      [at('12:00:00'), '', { converted: 1 }],
      [at('12:00:00'), 'EUR', { convertedMicros: 20_000_000 }],
      [at('12:00:00'), 'JPY', { convertedMicros: 3_000_000 }],
    ]);
  });

  it('stands under a domain that many share, and under none once the person is erased', () => {
    const delivered = historic('delivered', { personal: { recipient: 'ada@gmail.com' } });
    expect(keyOf(delivered)).toMatchObject({ recipientDomain: 'gmail.com' });
    const [erased] = deliveryTally.contributions(erasePersonal(foldMessage([delivered])));
    expect(erased?.key).toMatchObject({ recipientDomain: '' });
    expect(erased?.sums).toStrictEqual({ submitted: 1, delivered: 1 });
  });

  it('has no domain where the recipient is no email address', () => {
    const personal = { recipient: 'device@gmail.com' };
    expect(keyOf(historic('delivered', { data: { channel: 'push' }, personal }))).toMatchObject({
      recipientDomain: '',
    });
  });

  it('stands under empty names where nothing is known', () => {
    expect(keyOf(historicConversion())).toMatchObject({ provider: '', category: '', template: '' });
  });

  it('stands under the beginning of a name that no index would take', () => {
    const template = '🎉'.repeat(5_000);
    const key = keyOf(historic('delivered', { data: { template, provider: 'p'.repeat(5_000) } }));
    expect(key).toMatchObject({ template: '🎉'.repeat(150), provider: 'p'.repeat(150) });
  });
});
