import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { notificationWish } from './notification-wish.ts';

const receipt = {
  idempotencyKey: 'receipt-42',
  userId: 'ada',
  category: 'billing',
  template: 'receipt',
  fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' },
  channels: ['email', 'sms'],
};
const content = {
  email: { subject: 'Hi', html: '<p>Hi</p>', text: 'Hi' },
  sms: { text: 'Hi' },
};
const { template: _, fill: __, ...bare } = receipt;

/** The fields that are refused. */
const refusedIn = (wish: object) =>
  notificationWish
    .safeParse(wish)
    .error?.issues.map(({ path, code, ...issue }) =>
      [...path, ...('keys' in issue ? issue.keys : [])].join('.'),
    ) ?? [];

describe('a wish to tell something', () => {
  it.each<[string, object]>([
    ['with a template', receipt],
    ['without a key', { ...receipt, idempotencyKey: undefined }],
    ['with text for each channel', { ...bare, content }],
    ['with text and a name for it', { ...bare, content, template: 'spring-offer_2' }],
    [
      'to addresses alone',
      { ...receipt, userId: undefined, addresses: { email: 'a@example.com', sms: '+15005550006' } },
    ],
    [
      'with all there is',
      {
        ...{ ...receipt, criticality: 'critical', reference: 'orders/42', metadata: { order: '42' } },
        value: { currency: 'EUR', amountMicros: 49_900_000 },
      },
    ],
  ])('is taken %s', (_name, wish) => {
    expect(refusedIn(wish)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['nobody', { ...receipt, userId: undefined }, ['userId', 'channels.0', 'channels.1']],
    [
      'a channel of nobody',
      { ...receipt, userId: undefined, addresses: { email: 'a@example.com' } },
      ['channels.1'],
    ],
    [
      'the app without a person',
      { ...receipt, userId: undefined, addresses: { email: 'a@example.com' }, channels: ['email', 'in_app'] },
      ['channels.1'],
    ],
    ['no channel', { ...receipt, channels: [] }, ['channels']],
    ['a channel twice', { ...receipt, channels: ['email', 'email'] }, ['channels']],
    ['an unknown channel', { ...receipt, channels: ['fax'] }, ['channels.0']],
    ['an unknown category', { ...receipt, category: 'constructor' }, ['category']],
    ['an unknown template', { ...receipt, template: 'constructor' }, ['template']],
    ['neither template nor content', bare, ['template']],
    ['a fill that lacks something', { ...receipt, fill: { amount: '1' } }, ['fill.item', 'fill.number']],
    ['a fill with too much', { ...receipt, fill: { ...receipt.fill, more: 1 } }, ['fill']],
    ['a fill with NUL', { ...receipt, fill: { ...receipt.fill, item: 'a\0b' } }, ['fill.item', 'fill.item']],
    ['half a surrogate pair', { ...receipt, reference: 'a\ud800' }, ['reference']],
    ['both fill and content', { ...receipt, content }, ['fill']],
    ['content that lacks a channel', { ...bare, content: { email: content.email } }, ['content.sms']],
    [
      'a line break in a subject',
      { ...bare, content: { ...content, email: { ...content.email, subject: 'a\nBcc: b' } } },
      ['content.email.subject'],
    ],
    [
      'an address that is a list',
      { ...receipt, addresses: { email: 'a@example.com,b@example.com' } },
      ['addresses.email'],
    ],
    ['a number without its country', { ...receipt, addresses: { sms: '0151 1234567' } }, ['addresses.sms']],
    ['what it does not know', { ...receipt, chanels: ['email'] }, ['chanels']],
    [
      'too much metadata',
      { ...receipt, metadata: Object.fromEntries(Array.from({ length: 21 }, (_n, n) => [`k${n}`, 'v'])) },
      ['metadata'],
    ],
    ['a key without end', { ...receipt, idempotencyKey: 'k'.repeat(201) }, ['idempotencyKey']],
    [
      'text without end',
      { ...bare, content: { ...content, sms: { text: 'x'.repeat(1_601) } } },
      ['content.sms.text'],
    ],
  ])('is refused with %s', (_name, wish, fields) => {
    expect(refusedIn(wish)).toEqual(fields);
  });

  it('is not critical unless it says so', () => {
    expect(notificationWish.parse(receipt).criticality).toBe('normal');
  });
});

it('writes equal values as equal texts, whatever the order of their properties', () => {
  expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[{"d":1}]}');
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});
