'use client';

import clsx from 'clsx';
import { Toast } from '#app/components/toast.tsx';
import { useTexts } from '#app/i18n/texts.tsx';
import { EntryPane } from './entry-pane.tsx';
import { ListPane } from './list-pane.tsx';
import { useInbox } from './use-inbox.ts';

/** Everything that was sent to a person: the list, and beside it, where there is room, the entry that is open. */
export function InboxScreen() {
  const t = useTexts('inbox');
  const inbox = useInbox();
  const { state, places, close } = inbox;
  return (
    <div className="lg:grid lg:h-[calc(100dvh-3.25rem)] lg:grid-cols-[minmax(21rem,28rem)_minmax(0,1fr)]">
      <h1 className="sr-only">{t('title')}</h1>
      <ListPane inbox={inbox} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves the pane from whatever within has the focus. */}
      <div
        ref={places.pane}
        className={clsx('min-h-0 min-w-0 lg:block lg:overflow-y-auto', state.n === null && 'hidden')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
        }}
      >
        <EntryPane
          id={state.n}
          isAnyThere={inbox.rows.length > 0}
          heading={places.heading}
          over={inbox.over}
          onDeed={inbox.act}
          onOpened={inbox.opened}
          onClose={close}
        />
      </div>
      <Toast
        news={inbox.news}
        words={{ label: t('deed.label'), undo: t('deed.undo'), dismiss: t('deed.dismiss') }}
        onGone={inbox.forgetNews}
      />
    </div>
  );
}
