'use client';

import { Download, LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import { ErasureCard, type Wish } from './erasure-card.tsx';

const kept = ['addresses', 'sent', 'choices', 'reasons', 'looks'] as const;

/** What we keep in plain words, and the two things that a person can do about it. */
export function MyDataScreen({ wish, hasAccount }: { wish: Wish; hasAccount: boolean }) {
  const t = useTexts('data');
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-8 sm:px-6">
      <header>
        <h1 className="text-xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft text-pretty">{t('lead')}</p>
      </header>
      <Part id="kept" title={t('kept.title')}>
        <ul className="grid gap-2.5">
          {[hasAccount ? ('account' as const) : ('handedOver' as const), ...kept].map((name) => (
            <li
              key={name}
              className="relative ps-5 text-pretty before:absolute before:start-0 before:top-[0.6em] before:size-1.5 before:rounded-full before:bg-accent"
            >
              {t(`kept.${name}`)}
            </li>
          ))}
        </ul>
        <p className="mt-4 flex items-start gap-2.5 border-t border-line pt-4 text-sm text-ink-soft text-pretty">
          <LockKeyhole aria-hidden className="mt-0.5 size-4" />
          {t('kept.sealed')}
        </p>
      </Part>
      <Part id="download" title={t('download.title')} lead={t('download.lead')}>
        <div className="flex flex-wrap gap-2">
          {/* Files, not pages: the router must not try to fetch them. */}
          <a href="/my-data/export.html" download className={buttonClass('primary')}>
            <Download aria-hidden className="size-4" />
            {t('download.html')}
          </a>
          <a href="/my-data/export.ndjson" download className={buttonClass()}>
            <Download aria-hidden className="size-4" />
            {t('download.ndjson')}
          </a>
        </div>
      </Part>
      <Part id="erasure" title={t('erasure.title')} lead={t('erasure.lead')}>
        <ErasureCard initial={wish} hasAccount={hasAccount} />
      </Part>
    </div>
  );
}

interface PartProps {
  id: string;
  title: string;
  lead?: string;
  children: ReactNode;
}

function Part({ id, title, lead, children }: PartProps) {
  return (
    <section aria-labelledby={`${id}-title`}>
      <Card className="px-4 py-4 sm:px-5 sm:py-5">
        <h2 id={`${id}-title`} className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {lead !== undefined && <p className="mt-1 max-w-prose text-ink-soft text-pretty">{lead}</p>}
        <div className="mt-4">{children}</div>
      </Card>
    </section>
  );
}
