/** The HTML of a mail of ours, which needs neither images nor styles from elsewhere. `body` is HTML already. */
export function mailPage({
  title,
  body,
  language = 'en',
}: {
  readonly title: string;
  readonly body: string;
  readonly language?: 'en' | 'de';
}): string {
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light">
    <title>${escapeHtml(title)}</title>
  </head>
  <body style="margin:0;padding:32px 16px;background:#f4f7f8;color:#14242b;font:16px/1.5 system-ui,'Segoe UI',sans-serif">
    <div style="max-width:480px;margin:0 auto;padding:28px;background:#fff;border:1px solid #dde5e8;border-radius:10px">
      <p style="margin:0 0 20px;font-weight:600">Earshot</p>${body}
    </div>
  </body>
</html>
`;
}

/** A link that looks like a button. */
export function mailButton(text: string, url: string): string {
  return `<a href="${escapeHtml(url)}" style="${button}">${escapeHtml(text)}</a>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const button =
  'display:inline-block;padding:12px 20px;border-radius:7px;background:#14242b;color:#fff;font-weight:600;text-decoration:none';
