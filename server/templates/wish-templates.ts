import { z } from 'zod';
import { link, moment } from './fields.ts';
import { template } from './letter.ts';

const language = z.enum(['en', 'de']);

const changedWords = {
  en: {
    subject: 'Your notification settings were changed',
    unsubscribed: 'You were unsubscribed through the link in one of our mails.',
    changed: 'What we write to you about was changed through the link in one of our mails.',
    fine: 'If it was you, there is nothing to do.',
    preview: 'Through the link in one of our mails. One click takes it back.',
    undo: 'Take it back',
    note: 'Somebody you forwarded a mail to may have pressed its link. The button takes back just this change and works for 30 days.',
  },
  de: {
    subject: 'Ihre Benachrichtigungen wurden geändert',
    unsubscribed: 'Über den Link in einer unserer Mails wurden solche Mails abbestellt.',
    changed: 'Über den Link in einer unserer Mails wurde geändert, worüber wir Ihnen schreiben.',
    fine: 'Wenn Sie das waren, ist nichts zu tun.',
    preview: 'Über den Link in einer unserer Mails. Ein Klick nimmt es zurück.',
    undo: 'Rückgängig machen',
    note: 'Vielleicht hat jemand auf den Link gedrückt, dem Sie eine Mail weitergeleitet haben. Der Knopf nimmt nur diese Änderung zurück und gilt 30 Tage.',
  },
} as const;

export const wishesChanged = template(
  'wishes-changed',
  'Settings changed by a link',
  z.strictObject({ language, what: z.enum(['unsubscribed', 'changed']), undoUrl: link }),
  (fill) => {
    const words = changedWords[fill.language];
    const what = words[fill.what];
    return {
      subject: words.subject,
      language: fill.language,
      preview: words.preview,
      heading: words.subject,
      blocks: [
        { kind: 'text', text: `${what} ${words.fine}` },
        { kind: 'button', label: words.undo, url: fill.undoUrl },
        { kind: 'note', text: words.note },
      ],
      // The link is too long for a text message.
      sms: what,
      short: { title: words.subject, body: what, url: fill.undoUrl },
    };
  },
);

const codeWords = {
  en: {
    subject: (code: string) => `${code} confirms your new address`,
    heading: 'Confirm your new address',
    terms: 'Enter this code where you asked for it. It works once, for 15 minutes.',
    note: 'If you did not ask for it, ignore this message: without the code nothing changes.',
    sms: (code: string) => `${code} confirms this number for your notifications. It works for 15 minutes.`,
  },
  de: {
    subject: (code: string) => `${code} bestätigt Ihre neue Adresse`,
    heading: 'Bestätigen Sie Ihre neue Adresse',
    terms: 'Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben. Er gilt einmal, für 15 Minuten.',
    note: 'Wenn Sie ihn nicht angefordert haben, tun Sie nichts: Ohne den Code ändert sich nichts.',
    sms: (code: string) =>
      `${code} bestätigt diese Nummer für Ihre Benachrichtigungen. Der Code gilt 15 Minuten.`,
  },
} as const;

export const addressCode = template(
  'address-code',
  'Code for a new address',
  z.strictObject({ language, code: z.string().regex(/^\d{6}$/) }),
  ({ code, language: spoken }) => {
    const words = codeWords[spoken];
    return {
      subject: words.subject(code),
      language: spoken,
      preview: words.terms,
      heading: words.heading,
      blocks: [
        { kind: 'code', code },
        { kind: 'text', text: words.terms },
        { kind: 'note', text: words.note },
      ],
      sms: words.sms(code),
      short: { title: words.heading, body: `${code}. ${words.terms}` },
    };
  },
);

const movedWords = {
  en: {
    subject: 'We write to another address from now on',
    text: (at: string) =>
      `On ${at} somebody who was signed in as you gave us another address and confirmed it.`,
    fine: 'If it was you, there is nothing to do. If not, tell those who run this service at once.',
  },
  de: {
    subject: 'Wir schreiben Ihnen ab jetzt an eine andere Adresse',
    text: (at: string) =>
      `Am ${at} hat jemand, der als Sie angemeldet war, eine andere Adresse angegeben und bestätigt.`,
    fine: 'Wenn Sie das waren, ist nichts zu tun. Wenn nicht, melden Sie sich sofort beim Betreiber dieses Dienstes.',
  },
} as const;

export const addressChanged = template(
  'address-changed',
  'Address changed',
  z.strictObject({ language, at: moment }),
  ({ at, language: spoken }) => {
    const words = movedWords[spoken];
    return {
      subject: words.subject,
      language: spoken,
      preview: words.fine,
      heading: words.subject,
      blocks: [
        { kind: 'text', text: words.text(at) },
        { kind: 'text', text: words.fine },
      ],
      sms: `${words.text(at)} ${words.fine}`,
      short: { title: words.subject, body: words.text(at) },
    };
  },
);
