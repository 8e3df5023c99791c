import { describe, expect, it } from 'vitest';
import { isAddressStatus, isPermanent, mostSpecificStatus, parseSmtpReply } from './smtp-reply.ts';

describe('parseSmtpReply', () => {
  it.each([
    ['550 5.1.1 no such user', { smtp: '550', enhanced: '5.1.1' }],
    ['550-5.7.515 Access denied', { smtp: '550', enhanced: '5.7.515' }],
    ['smtp; 550 #5.1.0 Address rejected', { smtp: '550', enhanced: '5.1.0' }],
    ['250 OK', { smtp: '250' }],
    ['400 try again later', { smtp: '400' }],
    ['5.2.1 disabled', { enhanced: '5.2.1' }],
    ['550 5.1.1.7 is no status but an address', { smtp: '550' }],
    ['5501 is no reply', {}],
    ['354 asks for more', {}],
    ['Bounced Address', {}],
    ['the user of 550 5.1.1 is elsewhere', {}],
    ['', {}],
  ])('reads %j', (text, codes) => {
    expect(parseSmtpReply(text)).toStrictEqual(codes);
  });
});

describe('mostSpecificStatus', () => {
  it.each([
    [['5.0.0', '5.1.1'], '5.1.1'],
    [['5.2.2', '5.1.1'], '5.2.2'],
    [['5.0.0', undefined], '5.0.0'],
    [['500', 'oops', undefined], undefined],
  ])('of %j is %j', (statuses, status) => {
    expect(mostSpecificStatus(...statuses)).toBe(status);
  });
});

it('blames the address for its own codes only', () => {
  const codes = ['5.1.1', '5.1.10', '5.2.1', '5.1.0', '5.2.2', '5.3.4', '5.7.1', '4.1.1', undefined];
  expect(codes.filter(isAddressStatus)).toEqual(['5.1.1', '5.1.10', '5.2.1']);
});

it('calls permanent what no code calls temporary', () => {
  expect(isPermanent({})).toBe(true);
  expect(isPermanent({ smtp: '550' })).toBe(true);
  expect(isPermanent({ smtp: '550', enhanced: '4.2.0' })).toBe(false);
  expect(isPermanent({ smtp: '450' })).toBe(false);
});
