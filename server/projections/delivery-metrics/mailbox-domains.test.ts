import { expect, it } from 'vitest';
import { mailboxDomainOf } from './mailbox-domains.ts';

it.each([
  ['ada@gmail.com', 'gmail.com'],
  ['Ada@GMail.COM', 'gmail.com'],
  ['ada@yahoo.co.uk', 'yahoo.co.uk'],
  ['"odd@name"@web.de', 'web.de'],
])('names the mailbox provider of %s', (recipient, domain) => {
  expect(mailboxDomainOf(recipient)).toBe(domain);
});

it.each([
  'ada@lovelace.example',
  // Owned by whoever pays for it, although it sounds like a provider.
  'ada@yahoo.example',
  'ada@mail.gmail.com',
  'ada@',
  'ada@constructor',
])('does not name the domain of %s, which may be one person', (recipient) => {
  expect(mailboxDomainOf(recipient)).toBe('other');
});

it('knows no domain of a telephone number', () => {
  expect(mailboxDomainOf('+4915112345678')).toBe('');
});
