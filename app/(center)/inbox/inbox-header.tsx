'use client';

import clsx from 'clsx';
import { CheckCheck } from 'lucide-react';
import { Button } from '#app/components/button.tsx';
import { Select } from '#app/components/select.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import { inboxTabs } from '#server/domain/inbox/tab.ts';
import { useCategoryName } from './entry-row.tsx';
import { channels, type InboxState, inboxAddress, isFiltered } from './filter.ts';
import { InboxSearch } from './inbox-search.tsx';

interface Props {
  state: InboxState;
  categories: readonly string[];
  unread: { readonly count: number; readonly atLeast: boolean } | undefined;
  onChange: (next: Partial<InboxState>) => void;
  onSearch: (q: string) => void;
  onReadAll: () => void;
}

/** What the list shows, and what to do with all of it. */
export function InboxHeader({ state, categories, unread, onChange, onSearch, onReadAll }: Props) {
  const t = useTexts('inbox');
  const center = useTexts('center');
  const categoryName = useCategoryName();
  const count = unread?.count ?? 0;
  // It marks everything, so it stands where everything is shown.
  const mayReadAll = count > 0 && state.tab !== 'archived' && !isFiltered(state);
  return (
    <header className="grid gap-3 border-b border-line px-4 pt-4 pb-3">
      <div className="flex h-8 items-center justify-between gap-3">
        {/* The page's own heading is there while an open entry hides this one, too. */}
        <span aria-hidden className="text-lg font-semibold tracking-tight">
          {t('title')}
        </span>
        <p role="status" className="sr-only">
          {center('badge.unread', { count })}
        </p>
        <Button
          variant="quiet"
          size="sm"
          onClick={onReadAll}
          disabled={!mayReadAll}
          className={clsx(!mayReadAll && 'invisible')}
        >
          <CheckCheck aria-hidden className="size-4" />
          {t('deed.allRead')}
        </Button>
      </div>
      <Tabs
        state={state}
        unread={count === 0 ? null : unread?.atLeast ? `${count}+` : `${count}`}
        onChange={onChange}
      />
      <InboxSearch value={state.q} onSearch={onSearch} />
      <div className="grid grid-cols-2 gap-2">
        <Select
          aria-label={t('filter.category')}
          value={state.category ?? ''}
          onChange={({ target }) => onChange({ category: target.value === '' ? null : target.value })}
        >
          <option value="">{t('filter.anyCategory')}</option>
          {categories.map((category) => (
            <option key={category} value={category}>
              {categoryName(category)}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t('filter.channel')}
          value={state.channel ?? ''}
          onChange={({ target }) =>
            onChange({ channel: channels.find((channel) => channel === target.value) ?? null })
          }
        >
          <option value="">{t('filter.anyChannel')}</option>
          {channels.map((channel) => (
            <option key={channel} value={channel}>
              {t(`channel.${channel}`)}
            </option>
          ))}
        </Select>
      </div>
    </header>
  );
}

interface TabsProps extends Pick<Props, 'state' | 'onChange'> {
  unread: string | null;
}

function Tabs({ state, unread, onChange }: TabsProps) {
  const t = useTexts('inbox');
  return (
    <nav aria-label={t('tabs.label')}>
      <ul className="grid auto-cols-fr grid-flow-col gap-0.5 rounded-md bg-sunken p-0.5">
        {inboxTabs.map((tab) => (
          <li key={tab}>
            <a
              href={inboxAddress({ ...state, tab, n: null })}
              aria-current={state.tab === tab ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
                event.preventDefault();
                onChange({ tab });
              }}
              className={clsx(
                'flex h-7 items-center justify-center gap-1.5 rounded-sm border px-2 text-sm whitespace-nowrap transition-colors',
                state.tab === tab
                  ? 'border-line bg-raised font-medium text-ink'
                  : 'border-transparent text-ink-soft hover:text-ink',
              )}
            >
              {t(`tabs.${tab}`)}
              {tab === 'unread' && unread !== null && (
                <span
                  aria-hidden
                  className="rounded-full bg-accent-soft px-1.5 text-2xs font-semibold text-accent numeric"
                >
                  {unread}
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
