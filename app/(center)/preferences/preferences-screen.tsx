'use client';

import { TriangleAlert } from 'lucide-react';
import { type GridCategory, PreferenceGrid } from '#app/components/preference-grid.tsx';
import { Switch } from '#app/components/switch.tsx';
import { Toast } from '#app/components/toast.tsx';
import { trpc } from '#app/components/trpc.ts';
import { useTexts } from '#app/i18n/texts.tsx';
import { ChannelsCard, isProblem } from './channels-card.tsx';
import { HistoryCard } from './history-card.tsx';
import type { Contacts, Grid, HistoryPage } from './own-rows.ts';
import { PauseCard } from './pause-card.tsx';
import { QuietHoursCard } from './quiet-hours-card.tsx';
import { useSteps } from './use-steps.ts';
import { useGridWords, useMoment, useStepWords } from './words.ts';

interface Props {
  initial: {
    grid: Grid;
    contacts: Contacts;
    history: HistoryPage;
  };
}

/** All that a person can choose. Every change is saved at once, can be undone, and is said aloud. */
export function PreferencesScreen({ initial }: Props) {
  const t = useTexts('preferences');
  const mine = trpc.preferences.mine.useQuery(undefined, {
    initialData: initial.grid,
    meta: { live: 'preferences' },
  });
  const contacts = trpc.contacts.mine.useQuery(undefined, {
    initialData: initial.contacts,
    meta: { live: ['suppressions', 'contacts'] },
  });
  const words = useGridWords();
  const told = useStepWords(mine.data.categories);
  const { grid, news, take, dismiss } = useSteps(mine.data, told);
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-5 px-4 pt-8 pb-20 sm:px-6">
      <header>
        <h1 className="text-xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('lead')}</p>
      </header>
      <Problems contacts={contacts.data} />
      <PauseCard pause={grid.pause} onStep={take} />
      <section aria-labelledby="grid-title" className="grid gap-2.5">
        <h2 id="grid-title" className="mt-2 text-lg font-semibold tracking-tight">
          {t('grid.title')}
        </h2>
        {grid.pause !== null && <p className="text-sm text-ink-soft">{t('grid.paused')}</p>}
        <PreferenceGrid
          grid={grid}
          words={words}
          note={(category) => <Left category={category} contacts={contacts.data} />}
          control={({ name, locked }, { channel, enabled }, describedBy) => (
            <Switch
              checked={enabled}
              aria-disabled={locked || undefined}
              aria-describedby={locked ? describedBy : undefined}
              className={locked ? 'opacity-55' : undefined}
              onChange={(event) => {
                if (!locked) take({ kind: 'cell', category: name, channel, enabled: event.target.checked });
              }}
            />
          )}
        />
      </section>
      <QuietHoursCard hours={grid.quietHours} onStep={take} />
      <ChannelsCard contacts={contacts.data} categories={grid.categories} />
      <HistoryCard initial={initial.history} categories={grid.categories} />
      <Toast
        news={news}
        words={{ label: t('saved.label'), undo: t('saved.undo'), dismiss: t('saved.dismiss') }}
        stays
        onGone={dismiss}
      />
    </div>
  );
}

/** On top, what keeps messages from arriving, with the way to what can be done. */
function Problems({ contacts }: { contacts: Contacts }) {
  const t = useTexts('preferences');
  return contacts.channels.filter(isProblem).map(({ channel }) => (
    <div
      key={channel}
      className="flex items-start gap-2.5 rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4" />
      <p className="flex flex-wrap gap-x-3 gap-y-1">
        <span className="font-medium">{t('channels.problem', { by: t(`by.${channel}`) })}</span>
        <a href={`#channel-${channel}`} className="underline underline-offset-4">
          {t('channels.problemLink')}
        </a>
      </p>
    </div>
  ));
}

/** A switch says what the person wishes; an address that left the category is not written to all the same. */
function Left({ category, contacts }: { category: GridCategory; contacts: Contacts }) {
  const t = useTexts('preferences');
  const moment = useMoment();
  if (category.locked) return null;
  const left = contacts.channels
    .flatMap((channel) => channel.left)
    .find(({ scope }) => scope === `category:${category.name}` || scope === `stream:${category.stream}`);
  if (left === undefined) return null;
  const name = left.reason === 'inactive' ? 'grid.silent' : 'grid.left';
  return <p className="mt-1 text-sm text-warn">{t(name, { when: moment(left.since) })}</p>;
}
