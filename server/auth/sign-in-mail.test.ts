import { expect, it } from 'vitest';
import { signInMail } from './sign-in-mail.ts';

const facts = {
  to: 'anna@example.com',
  link: 'https://earshot.example.com/sign-in/confirm?token=abc&callbackUrl=%2Fadmin',
  host: 'earshot.example.com',
  validForMinutes: 20,
};

it('carries the link whole in the text, alone on its line', () => {
  expect(signInMail(facts).text.split('\n')).toContain(facts.link);
});

it('escapes the link and the host in the HTML', () => {
  const { html } = signInMail({ ...facts, host: '<b>"&\'' });
  expect(html).toContain(
    'href="https://earshot.example.com/sign-in/confirm?token=abc&amp;callbackUrl=%2Fadmin"',
  );
  expect(html).toContain('Earshot at &lt;b&gt;&quot;&amp;&#39;.');
});

it('says how long the link works, and loads nothing from elsewhere', () => {
  const { text, html } = signInMail(facts);
  for (const body of [text, html]) expect(body).toContain('once, for 20 minutes');
  expect(html).not.toMatch(/<(?:img|link|script)|url\(/);
});
