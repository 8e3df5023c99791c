import { say } from '../terminal.ts';
import type { DayPlayed } from './play-day.ts';
import { totalOf } from './tally.ts';

const width = 24;
const redrawMs = 100;

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A bar that grows in one line of a terminal; elsewhere a line for each tenth. Call `end` before anything else is printed. */
export function progress(output: Output): {
  show: (share: number, played: DayPlayed) => void;
  end: () => void;
} {
  const beganAt = performance.now();
  let drawnAt = 0;
  let tenths = 0;
  let furthest = 0;
  return {
    show(share, played) {
      // Several are under way at a time, so a later one may be answered first.
      furthest = Math.max(furthest, share);
      const now = performance.now();
      const text = words(furthest, played, now - beganAt);
      if (output.isTTY === true) {
        if (now - drawnAt < redrawMs && furthest < 1) return;
        drawnAt = now;
        output.write(`\r\u001b[2K${`${bar(furthest)} ${text}`.slice(0, (output.columns ?? 80) - 1)}`);
      } else if (Math.floor(furthest * 10) > tenths) {
        tenths = Math.floor(furthest * 10);
        say(text);
      }
    },
    end() {
      if (output.isTTY === true && drawnAt > 0) output.write('\n');
    },
  };
}

function bar(share: number): string {
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

function words(share: number, { tallies }: DayPlayed, ms: number): string {
  const { requests, events } = totalOf(tallies.values());
  const rate = Math.round(requests / Math.max(ms / 1000, 0.001));
  const count = (value: number) => value.toLocaleString('en');
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `${percent}  ${count(requests)} webhooks  ${count(events)} events  ${count(rate)}/s`;
}
