import { escapeHtml, mailPage } from './mail-page.ts';
import type { Mail } from './sign-in-mail.ts';

const words = {
  en: {
    subject: 'Everything about you is being erased',
    paragraphs: [
      'You asked for everything that we keep about you to be erased. It was confirmed, and it happens as this mail leaves.',
      'What we sent to you, your addresses, your choices and your account become unreadable for good. Nobody can bring them back.',
      'Only a fingerprint of your address stays, from which nobody can read it, so that we keep to it where you did not want to be written to.',
      'This is the last mail to you.',
    ],
  },
  de: {
    subject: 'Alles über Sie wird gelöscht',
    paragraphs: [
      'Sie haben gewünscht, dass alles gelöscht wird, was wir über Sie aufbewahren. Das wurde bestätigt und geschieht, während diese Mail unterwegs ist.',
      'Was wir Ihnen geschickt haben, Ihre Adressen, Ihre Einstellungen und Ihr Konto werden für immer unlesbar. Niemand kann sie zurückholen.',
      'Es bleibt nur ein Fingerabdruck Ihrer Adresse, aus dem sie niemand ablesen kann, damit wir uns daran halten, wo Sie keine Post wünschten.',
      'Das ist die letzte Mail an Sie.',
    ],
  },
} as const;

/** The last mail to somebody, sent while their address is still known. */
export function erasureMail({ to, language }: { readonly to: string; readonly language: 'en' | 'de' }): Mail {
  const { subject, paragraphs } = words[language];
  const body = paragraphs
    .map((text) => `\n      <p style="margin:0 0 20px">${escapeHtml(text)}</p>`)
    .join('');
  return {
    to,
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: mailPage({ title: subject, body, language }),
  };
}
