'use client';

import { useNow, useZoneKnown } from './clock.tsx';
import { localText, relativeTime, utcText } from './time-format.ts';

/** `3 min ago`, with the full time in UTC on hover. Put `LocalTime` beside it where there is room. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  return (
    <time dateTime={at} title={utcText(at)} className={className}>
      {relativeTime(at, useNow())}
    </time>
  );
}

/** The moment in the viewer's own zone; in UTC until the zone is known. */
export function LocalTime({ at, className }: { at: string; className?: string }) {
  const nowMs = useNow();
  const known = useZoneKnown();
  return (
    <time dateTime={at} title={utcText(at)} className={className}>
      {known ? localText(at, nowMs) : utcText(at).replace(/\.\d{3} UTC$/, '')}
    </time>
  );
}
