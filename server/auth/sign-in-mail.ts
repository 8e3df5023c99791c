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
    html: page(`
      <p style="margin:0 0 20px">${escapeHtml(lead)}</p>
      <p style="margin:0 0 20px"><a href="${escapeHtml(link)}" style="${BUTTON}">Sign in to Earshot</a></p>
      <p style="margin:0 0 20px;color:#4d5c63">${terms} ${otherwise}</p>
      <p style="margin:0;color:#4d5c63;font-size:13px">If the button does nothing, copy this address into your browser:<br>
        <span style="word-break:break-all">${escapeHtml(link)}</span></p>`),
  };
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light">
    <title>Your sign-in link for Earshot</title>
  </head>
  <body style="margin:0;padding:32px 16px;background:#f4f7f8;color:#14242b;font:16px/1.5 system-ui,'Segoe UI',sans-serif">
    <div style="max-width:480px;margin:0 auto;padding:28px;background:#fff;border:1px solid #dde5e8;border-radius:10px">
      <p style="margin:0 0 20px;font-weight:600">Earshot</p>${body}
    </div>
  </body>
</html>
`;
}

const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:7px;background:#14242b;color:#fff;font-weight:600;text-decoration:none';

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
