import { expect, it } from 'vitest';
import { mailboxOf, mailIdentities } from './mail-identities.ts';

it.each([
  ['Earshot <no-reply@example.com>', { name: 'Earshot', address: 'no-reply@example.com' }],
  ['"Shop, Ltd." <a@example.com>', { name: 'Shop, Ltd.', address: 'a@example.com' }],
  [' a@example.com ', { address: 'a@example.com' }],
  ['<a@example.com>', { address: 'a@example.com' }],
  ['no address', null],
  ['a@example.com, b@example.com', null],
  ['', null],
  [undefined, null],
])('reads the sender %j', (text, mailbox) => {
  expect(mailboxOf(text)).toStrictEqual(mailbox);
});

it('never lets one stream write under the name of the other', () => {
  const isLocal = false;
  const own = { address: 'a@example.com' };
  expect(mailIdentities({ isLocal, MAIL_FROM: 'a@example.com' })).toStrictEqual({
    transactional: own,
    marketing: null,
  });
  expect(mailIdentities({ isLocal, MAIL_FROM_MARKETING: 'a@example.com' })).toStrictEqual({
    transactional: null,
    marketing: own,
  });
});

it('invents senders in local mode alone', () => {
  const { transactional, marketing } = mailIdentities({ isLocal: true });
  expect(transactional?.address).toMatch(/@earshot\.test$/);
  expect(marketing?.address).not.toBe(transactional?.address);
  expect(mailIdentities({ isLocal: true, MAIL_FROM: 'a@example.com' }).transactional).toStrictEqual({
    address: 'a@example.com',
  });
});
