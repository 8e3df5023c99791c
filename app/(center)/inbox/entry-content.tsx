'use client';

import { ExternalLink } from 'lucide-react';
import { buttonClass } from '#app/components/button.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import type { Block, Entry } from './entry.ts';

/** What a notification says, as plain parts: nothing that somebody wrote is ever taken for HTML. */
export function EntryContent({ entry }: { entry: Entry }) {
  const t = useTexts('inbox');
  if (entry.erased) return <Remark>{t('entry.erased')}</Remark>;
  if (entry.isForeign) return <Remark>{t('entry.foreign')}</Remark>;
  if (entry.content === null || entry.content.length === 0) return <Remark>{t('entry.noText')}</Remark>;
  return (
    <div dir="auto" className="grid max-w-prose gap-4 text-base leading-relaxed text-ink">
      {entry.content.map((block, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes its order.
        <Part key={n} block={block} />
      ))}
    </div>
  );
}

function Remark({ children }: { children: string }) {
  return <p className="max-w-prose text-ink-soft">{children}</p>;
}

function Part({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return <p className="whitespace-pre-line">{block.text}</p>;
    case 'note':
      return <p className="text-sm whitespace-pre-line text-ink-soft">{block.text}</p>;
    case 'button':
      return (
        <p>
          <Away url={block.url} className={buttonClass('primary')}>
            {block.label}
          </Away>
        </p>
      );
    case 'facts':
      return (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
          {block.rows.map(([label, value]) => (
            <div key={label} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-ink-soft">{label}</dt>
              <dd className="min-w-0 font-medium">{value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'code':
      return (
        <p className="w-fit rounded-lg border border-line bg-surface px-5 py-3 font-mono text-xl tracking-widest numeric">
          {block.code}
        </p>
      );
    case 'item':
      return (
        <div className="grid gap-0.5">
          <p className="font-medium">
            {block.url === null ? (
              block.title
            ) : (
              <Away url={block.url} className="text-accent underline underline-offset-3">
                {block.title}
              </Away>
            )}
          </p>
          {block.text !== '' && <p className="whitespace-pre-line text-ink-soft">{block.text}</p>}
        </div>
      );
  }
}

function Away({ url, className, children }: { url: string; className: string; children: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={className}>
      {children}
      <ExternalLink aria-hidden className="ms-1.5 inline size-3.5" />
    </a>
  );
}
