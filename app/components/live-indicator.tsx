'use client';

import { CloudOff, Radio, RefreshCw } from 'lucide-react';
import { useNow } from './clock.tsx';
import { useLiveState } from './live.tsx';
import { relativeTime } from './time-format.ts';

interface LiveIndicatorProps {
  /** When the data on the page was read; 0 for never. */
  updatedAtMs: number;
  /** The last try to read it again failed. */
  failed: boolean;
}

/** Says how fresh the page is: live, asking every few seconds, or not renewed since a moment. */
export function LiveIndicator({ updatedAtMs, failed }: LiveIndicatorProps) {
  const state = useLiveState();
  const nowMs = useNow();
  const age = updatedAtMs === 0 ? null : relativeTime(new Date(updatedAtMs).toISOString(), nowMs);
  const updated = age === null ? '' : ` Updated ${age}.`;
  const {
    icon: Icon,
    text,
    tone,
  } = failed
    ? { icon: CloudOff, text: `Not renewed.${updated}`, tone: 'text-warn' }
    : state === 'live'
      ? { icon: Radio, text: 'Live', tone: 'text-good' }
      : {
          icon: RefreshCw,
          text: state === 'polling' ? `Every 15 s.${updated}` : 'Connecting',
          tone: 'text-ink-soft',
        };
  return (
    <p className={`flex items-center gap-1.5 text-xs font-medium ${tone}`}>
      <Icon aria-hidden className="size-3.5" />
      {text}
    </p>
  );
}
