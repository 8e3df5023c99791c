import { escapeHtml, mailButton, mailPage } from './mail-page.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail with the link, as text and as HTML that needs neither images nor styles from elsewhere. */
export function signInMail(facts: { to: string; link: string; host: string; validForMinutes: number }): Mail {
  const { to, link, host, validForMinutes } = facts;
  const lead = `Someone, hopefully you, asked to sign in to Earshot at ${host}.`;
  const terms = `The link works once, for ${validForMinutes} minutes.`;
  const otherwise = 'If it was not you, ignore this mail: without the link nobody gets in.';
  return {
    to,
    subject: 'Your sign-in link for Earshot',
    text: `${lead}\n\nSign in:\n${link}\n\n${terms}\n${otherwise}\n`,
    html: mailPage({
      title: 'Your sign-in link for Earshot',
      body: `
      <p style="margin:0 0 20px">${escapeHtml(lead)}</p>
      <p style="margin:0 0 20px">${mailButton('Sign in to Earshot', link)}</p>
      <p style="margin:0 0 20px;color:#4d5c63">${terms} ${otherwise}</p>
      <p style="margin:0;color:#4d5c63;font-size:13px">If the button does nothing, copy this address into your browser:<br>
        <span style="word-break:break-all">${escapeHtml(link)}</span></p>`,
    }),
  };
}
