'use client';

import { useNow } from '#app/components/clock.tsx';
import { RelativeTime } from '#app/i18n/moment.tsx';
import { usePageLocale } from '#app/i18n/texts.tsx';
import { absoluteTime, regional } from '#app/i18n/time-text.ts';
import { dayOf } from './days.ts';
import { useZone } from './zone.tsx';

/** When it was, as short as the list allows: how long ago today, else the time of the day its heading names. */
export function ListTime({ at, className }: { at: string; className?: string }) {
  const zone = useZone();
  const locale = usePageLocale();
  const isToday = dayOf(at, zone) === dayOf(useNow(), zone);
  if (isToday) return <RelativeTime at={at} isShort className={className ?? ''} />;
  const time = new Intl.DateTimeFormat(regional(locale), {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
  return (
    <time dateTime={at} title={absoluteTime(at, locale, zone)} className={className}>
      {time.format(new Date(at))}
    </time>
  );
}
