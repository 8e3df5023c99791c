'use client';

import { useNow, useZoneKnown } from '#app/components/clock.tsx';
import { localText, utcText } from '#app/components/time-format.ts';

/** A moment in UTC, which is also the link to its event, and in the viewer's own zone once that is known. */
export function EventTime({ at, href }: { at: string; href: string }) {
  const nowMs = useNow();
  const isZoneKnown = useZoneKnown();
  return (
    <>
      <a
        href={href}
        title="Link to this event"
        className="-my-[3px] py-[3px] underline-offset-2 hover:underline"
      >
        <time dateTime={at} className="numeric">
          {utcText(at)}
        </time>
      </a>
      {isZoneKnown && <span className="numeric">{localText(at, nowMs)} your time</span>}
    </>
  );
}
