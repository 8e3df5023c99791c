'use client';

import { useNow, useZoneKnown } from '#app/components/clock.tsx';
import { usePageLocale, useTexts } from './texts.tsx';
import { absoluteTime, relativeTime } from './time-text.ts';

interface Props {
  at: string;
  className?: string;
}

/** `3 minutes ago`, or `in 11 minutes`, in short `3 min ago`; the full time with its zone on hover. */
export function RelativeTime({ at, isShort = false, className }: Props & { isShort?: boolean }) {
  const t = useTexts('center');
  const locale = usePageLocale();
  const zone = useZoneKnown() ? undefined : 'UTC';
  return (
    <time dateTime={at} title={absoluteTime(at, locale, zone)} className={className}>
      {relativeTime(at, useNow(), locale, isShort ? 'short' : 'long') ?? t('time.now')}
    </time>
  );
}

/** The moment in the viewer's own zone, with its name; in UTC until that zone is known. */
export function AbsoluteTime({ at, className }: Props) {
  const zone = useZoneKnown() ? undefined : 'UTC';
  return (
    <time dateTime={at} className={className}>
      {absoluteTime(at, usePageLocale(), zone)}
    </time>
  );
}
