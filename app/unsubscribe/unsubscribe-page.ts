import { Html, html } from './html.ts';
import { style } from './style.ts';

/** One thing to press, which posts to where it says. */
export interface Action {
  readonly path: string;
  /** What is posted. */
  readonly field: 'List-Unsubscribe' | 'undo' | 'keep';
  readonly label: string;
}

export interface UnsubscribePage {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Lets the style through the content policy; null where no policy is set. */
  readonly nonce: string | null;
  readonly title: string;
  readonly lead: string;
  /** True where it tells what was done just now. */
  readonly isDone: boolean;
  readonly action: Action | null;
  readonly link: { readonly path: string; readonly label: string } | null;
}

/** The page as it is sent: whole, without a script, and without a file that it would have to ask for. */
export function unsubscribePage(page: UnsubscribePage): string {
  const { language, direction, nonce, title, lead, isDone, action, link } = page;
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>${title} · Earshot</title>
<link rel="icon" href="/icon.svg">
<style${nonce === null ? null : html` nonce="${nonce}"`}>${new Html(style)}</style>
</head>
<body>
<main>
<div class="mark">${mark}Earshot</div>
${isDone ? tick : null}
<div class="said"${isDone ? html` role="status"` : null}>
<h1>${title}</h1>
<p>${lead}</p>
</div>
${action === null ? null : buttonFor(action, isDone)}
${link === null ? null : html`<div><a href="${link.path}">${link.label}</a></div>`}
</main>
</body>
</html>
`.text;
}

function buttonFor({ path, field, label }: Action, isSecond: boolean): Html {
  const value = field === 'List-Unsubscribe' ? 'One-Click' : '1';
  return html`<form method="post" action="${path}">
<input type="hidden" name="${field}" value="${value}">
<button${isSecond ? html` class="second"` : null}>${label}</button>
</form>`;
}

const mark = html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle class="source" cx="8" cy="14.5" r="2.6"/><path class="near" d="M8 8.9a5.6 5.6 0 0 1 5.6 5.6"/><path class="far" d="M4 4.6a10.7 10.7 0 0 1 14.3 13.5c-.5 1.4-1.6 2.5-3.1 2.9"/></svg>`;
const tick = html`<div class="done"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5l4.5 4.5L19 7.5"/></svg></div>`;
