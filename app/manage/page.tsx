import { Check } from 'lucide-react';
import type { Metadata } from 'next';
import { z } from 'zod';
import { Button, buttonClass } from '#app/components/button.tsx';
import { CenteredPage } from '#app/components/centered-page.tsx';
import { Logo } from '#app/components/logo.tsx';
import { pageTexts } from '#app/i18n/server.ts';
import { deps } from '#server/deps.ts';
import { createCaller } from '#server/trpc/router.ts';
import { ManageForm } from './manage-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await pageTexts('preferences');
  // The address of this page is a key: no other site may learn it.
  return { title: t('manage.title'), referrer: 'no-referrer' };
}

const text = z.string().max(5_000).catch('');
const query = z.object({
  token: text,
  /** What became of the form that was just sent. */
  saved: z.enum(['yes', 'no', 'invalid']).optional().catch(undefined),
  undo: text.optional(),
});

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One person's preferences for whoever holds their link: without a session, and without a script. */
export default async function ManagePage({ searchParams }: Props) {
  const { token, saved, undo } = query.parse(await searchParams);
  const t = await pageTexts('preferences');
  const grid = await createCaller({ viewer: null, deps: deps() }).links.preferences({ token });
  if (grid === null) {
    return (
      <CenteredPage title={t('manage.deadTitle')} lead={t('manage.deadLead')}>
        <a href="/preferences" className={buttonClass('primary')}>
          {t('manage.deadAction')}
        </a>
      </CenteredPage>
    );
  }
  return (
    <main className="mx-auto grid w-full max-w-4xl gap-6 px-4 py-8 sm:px-6">
      <Logo />
      <header>
        <h1 className="text-xl font-semibold tracking-tight text-balance">{t('manage.title')}</h1>
        <p className="mt-1 text-ink-soft text-pretty">{t('manage.lead')}</p>
      </header>
      {saved !== undefined && <Outcome saved={saved} undo={undo} />}
      <ManageForm token={token} grid={grid} />
    </main>
  );
}

async function Outcome({ saved, undo }: { saved: 'yes' | 'no' | 'invalid'; undo: string | undefined }) {
  const t = await pageTexts('preferences');
  if (saved === 'invalid') {
    return (
      <p role="alert" className="rounded-lg bg-bad-soft px-4 py-3 text-bad">
        {t('manage.invalid')}
      </p>
    );
  }
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg bg-good-soft px-4 py-3 text-good"
    >
      <p className="flex items-start gap-2 font-medium">
        <Check aria-hidden className="mt-0.5 size-4" />
        {saved === 'yes' ? t('manage.saved') : t('manage.unchanged')}
      </p>
      {saved === 'yes' && undo !== undefined && (
        <form method="post" action={`/unsubscribe?${new URLSearchParams({ token: undo })}`}>
          <input type="hidden" name="undo" value="1" />
          <Button type="submit" size="sm">
            {t('manage.undo')}
          </Button>
        </form>
      )}
    </div>
  );
}
