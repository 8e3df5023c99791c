import { z } from 'zod';
import { code, greeting, line, link, moment, name } from './fields.ts';
import { template } from './letter.ts';

export const passwordChanged = template(
  'password-changed',
  'Password changed',
  z.strictObject({ name, at: moment, resetUrl: link }),
  (fill) => ({
    subject: 'Your password was changed',
    preview: `It happened on ${fill.at}. If it was you, all is well.`,
    heading: 'Your password was changed',
    blocks: [
      { kind: 'text', text: greeting(fill.name) },
      { kind: 'text', text: `The password of your account was changed on ${fill.at}.` },
      { kind: 'text', text: 'If it was you, there is nothing to do. If not, choose a new one now.' },
      { kind: 'button', label: 'It was not me', url: fill.resetUrl },
    ],
    sms: `Your password was changed on ${fill.at}. Not you? ${fill.resetUrl}`,
    short: {
      title: 'Your password was changed',
      body: `On ${fill.at}. If it was not you, choose a new one now.`,
      url: fill.resetUrl,
    },
  }),
);

export const newSignIn = template(
  'new-sign-in',
  'New sign-in',
  z.strictObject({ name, at: moment, device: line, place: line.optional(), secureUrl: link }),
  (fill) => {
    const where = fill.place === undefined ? fill.device : `${fill.device}, ${fill.place}`;
    return {
      subject: `New sign-in from ${fill.device}`,
      preview: `${where}, ${fill.at}. Was it you?`,
      heading: 'Somebody signed in to your account',
      blocks: [
        { kind: 'text', text: greeting(fill.name) },
        { kind: 'text', text: 'Your account was used on a device that we had not seen before.' },
        {
          kind: 'facts',
          rows: [
            ['When', fill.at],
            ['Device', fill.device],
            ...(fill.place === undefined ? [] : [['Place', fill.place] as const]),
          ],
        },
        { kind: 'text', text: 'If it was you, there is nothing to do. If not, secure your account.' },
        { kind: 'button', label: 'Secure my account', url: fill.secureUrl },
      ],
      sms: `New sign-in: ${where}, ${fill.at}. Not you? ${fill.secureUrl}`,
      short: { title: 'New sign-in to your account', body: `${where}, ${fill.at}.`, url: fill.secureUrl },
    };
  },
);

export const signInCode = template(
  'sign-in-code',
  'Sign-in code',
  z.strictObject({ code, validForMinutes: z.int().min(1).max(1_440) }),
  ({ code: digits, validForMinutes }) => ({
    subject: `${digits} is your sign-in code`,
    preview: `It works once, for ${validForMinutes} minutes.`,
    heading: 'Your sign-in code',
    blocks: [
      { kind: 'code', code: digits },
      { kind: 'text', text: `It works once, for ${validForMinutes} minutes.` },
      {
        kind: 'note',
        text: 'We never ask for this code by phone or mail. If you did not try to sign in, ignore this message.',
      },
    ],
    sms: `${digits} is your sign-in code. It works for ${validForMinutes} minutes. Give it to nobody.`,
    short: {
      title: 'Your sign-in code',
      body: `${digits}. It works once, for ${validForMinutes} minutes.`,
    },
  }),
);
