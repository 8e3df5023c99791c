import { Html, html } from '#app/unsubscribe/html.ts';
import type { PersonRecord } from '#server/trpc/person-records.ts';
import type { FileWords } from './file-words.ts';

type Entry = Extract<PersonRecord, { kind: 'notification' | 'message' }>;
type Block = NonNullable<Extract<Entry, { kind: 'notification' }>['content']>[number];

/** One thing that was sent: what it said, how the person was reached with it, and where it went. */
export function entryHtml(entry: Entry, words: FileWords): Html {
  const { t, when, category, channel } = words;
  const about = [when(entry.at), ...(entry.category === null ? [] : [category(entry.category)])].join(' · ');
  return html`<article>
<h3>${entry.title ?? t('file.untitled')}</h3>
<p><small>${about}</small></p>
${content(entry, words)}${list(
  entry.rail.flatMap((step) =>
    step.kind === 'planned' ? [] : [html`<li>${words.step(step)} <small>${when(step.at)}</small></li>\n`],
  ),
)}${all(
  entry.messages.map(({ channel: by, recipient, humanOpens, clicks }) => {
    const to = { channel: channel(by), address: recipient ?? '—' };
    const seen = t('file.seen', { opens: humanOpens, clicks }).trim();
    return html`<p><small>${t('file.to', to)}${seen === '' ? null : ` · ${seen}`}</small></p>\n`;
  }),
)}</article>
`;
}

function content(entry: Entry, { t }: FileWords): Html {
  if (entry.erased) return html`<p>${t('file.erased')}</p>\n`;
  if (entry.kind === 'message') return html`<p>${t('file.unknown')}</p>\n`;
  return all((entry.content ?? []).map(blockHtml));
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'text':
    case 'note':
      return html`<p class="said">${block.text}</p>\n`;
    case 'button':
      return html`<p class="said">${block.label}: ${block.url}</p>\n`;
    case 'code':
      return html`<p class="said">${block.code}</p>\n`;
    case 'item': {
      const rest = [block.text, block.url].filter((one) => one !== null && one !== '' && one !== block.title);
      return html`<p class="said">${[block.title, ...rest].join('\n')}</p>\n`;
    }
    case 'facts':
      return html`<dl>${all(block.rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`))}</dl>\n`;
  }
}

function list(items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<ul>\n${all(items)}</ul>\n`;
}

function all(parts: readonly Html[]): Html {
  return new Html(parts.map(({ text }) => text).join(''));
}
