import type { Entry, MessageTold, Step, Told } from './told.ts';

/** One thing that happened, to be printed once. */
export interface Line {
  /** The same for the same thing, however often it is asked for. */
  readonly key: string;
  /** Milliseconds since the notification was asked for; null for what is about to happen. */
  readonly afterMs: number | null;
  readonly what: string;
  readonly words: string;
}

export interface Asked {
  readonly askedMs: number;
  /** As people write it: `10 s`. */
  readonly wait: string;
}

/** Everything told so far, in the order in which it happened. */
export function linesOf({ mail, text, escalation }: Told, asked: Asked): readonly Line[] {
  return [
    ...messageLines('mail', mail, asked),
    ...escalation.flatMap((step) => stepLine(step, asked)),
    ...(text === null ? [] : messageLines('text', text, asked)),
  ].sort((a, b) => (a.afterMs ?? 0) - (b.afterMs ?? 0) || orderOf(a) - orderOf(b));
}

/** What follows if nothing more is heard; null when nothing is waited for. */
export function waitingLine({ mail, escalation }: Told, { wait }: Asked): Line | null {
  const isDelivered = mail.timeline.some(({ type }) => type === 'delivered');
  if (!isDelivered || escalation.some(({ type }) => type !== 'planned')) return null;
  return { key: 'waiting', afterMs: null, what: '', words: `waiting ${wait} for it to be opened …` };
}

/** As it stands in the terminal: when, about what, and what. */
export function printed({ afterMs, what, words }: Line): string {
  const when = afterMs === null ? '' : `${(afterMs / 1000).toFixed(1)} s`;
  return `${when.padStart(9)}  ${what.padEnd(11)}${words}`.trimEnd();
}

const since = (at: string, { askedMs }: Asked) => Math.max(Date.parse(at) - askedMs, 0);

/** The decision comes before all else, but out of a read model, which may be a moment behind: then the rest waits for it. */
function messageLines(what: 'mail' | 'text', { decision, timeline }: MessageTold, asked: Asked): Line[] {
  if (decision === null) return [];
  const { verdict, rule, checks, decidedAt } = decision;
  const decided = {
    ...{ key: `${what} decided ${decidedAt}`, afterMs: since(decidedAt, asked), what },
    words:
      verdict === 'send'
        ? `decided: send it, for nothing stands in the way (${checks.length} checks)`
        : `decided: do not send it (${rule ?? 'unknown'})`,
  };
  const heard = timeline.map((entry) => ({
    ...{ key: `${what} ${entry.position}`, afterMs: since(entry.occurredAt, asked), what },
    words: wordsOfEntry(entry),
  }));
  return [decided, ...heard];
}

function wordsOfEntry({ type, provider, reason, machine }: Entry): string {
  switch (type) {
    case 'requested':
      return 'requested';
    case 'accepted':
      return `accepted by ${provider ?? 'the provider'}`;
    case 'opened':
      return machine === 'likely_machine' ? 'opened by a machine, which does not count' : 'opened';
    default:
      return `${type.replaceAll('_', ' ')}${reason === null ? '' : `: ${reason}`}`;
  }
}

function stepLine(step: Step, asked: Asked): Line[] {
  const words = wordsOfStep(step, asked);
  if (words === null) return [];
  return [{ key: `step ${step.position}`, afterMs: since(step.at, asked), what: 'escalation', words }];
}

/** Null for what the timeline of the text message says as well. */
function wordsOfStep({ type, because, seen, reason }: Step, { wait }: Asked): string | null {
  switch (type) {
    case 'planned':
      return `planned: a text message, unless the mail is opened within ${wait} of its delivery`;
    case 'intended':
      return `a text message is next: ${causes[because ?? ''] ?? because ?? 'for an unknown reason'}`;
    case 'skipped':
      return `no text message: ${refusals[reason ?? ''] ?? reason ?? 'for an unknown reason'}`;
    case 'cancelled':
      return `over: the person has ${seen ?? 'seen'} the mail`;
    case 'settled':
      return null;
    default:
      return `${type.replaceAll('_', ' ')}${reason === null ? '' : `: ${reason.replaceAll('_', ' ')}`}`;
  }
}

const causes: Readonly<Record<string, string>> = {
  not_opened_in_time: 'the mail was not opened in time',
  hard_bounced: 'the mail bounced',
  dropped: 'the mail was dropped',
  failed: 'the mail failed',
  not_reachable: 'no mail could be sent',
};

const refusals: Readonly<Record<string, string>> = {
  suppressed: 'the person wants none at this number',
  opted_out: 'the person wants none at this number',
};

/** Of things at the same moment, in the order in which they follow from one another. */
function orderOf({ what, words }: Line): number {
  if (what === 'escalation') return words.startsWith('planned') ? 0 : 2;
  return what === 'mail' ? 1 : 3;
}
