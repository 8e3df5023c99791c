import type { useTexts } from '#app/i18n/texts.tsx';
import type { RailStep } from './entry.ts';

type Translate = ReturnType<typeof useTexts<'inbox'>>;
type Of<Kind extends RailStep['kind']> = Extract<RailStep, { kind: Kind }>;
type Reason = Of<'skipped'>['reason'];

interface Words {
  readonly t: Translate;
  /** A day as people write it, such as `3 May`. */
  readonly dayOf: (at: string) => string;
  /** A moment with its time, such as `tomorrow, 08:00`. */
  readonly momentOf: (at: string) => string;
}

/** How far a step is from being all right, for its sign and colour. */
export type Tone = 'good' | 'calm' | 'warn' | 'bad';

/** What a step says, in one plain sentence. */
export function sentenceOf(step: Exclude<RailStep, { kind: 'planned' }>, words: Words): string {
  const { t } = words;
  switch (step.kind) {
    case 'attempt':
      return attemptSentence(step, words);
    case 'skipped':
      return t('rail.skipped', {
        channel: step.channel,
        why: reasonClause(step.reason, step.channel, words),
      });
    case 'settled':
      return t('rail.settled');
  }
}

/** What is still to come, with how long until then where that is known. */
export function plannedSentence(
  step: Of<'planned'>,
  t: Translate,
  when: string | null,
  isDue: boolean,
): string {
  const about = { channel: step.channel, unless: t(`unless.${step.unless}`) };
  if (!step.isNext) return t('rail.then', about);
  if (isDue) return t('rail.nextSoon', about);
  return when === null ? t('rail.nextOpen', about) : t('rail.nextAt', { ...about, when });
}

export function toneOf(step: RailStep): Tone {
  if (step.kind !== 'attempt') return 'calm';
  switch (step.state) {
    case 'delivered':
    case 'seen':
      return 'good';
    case 'delayed':
    case 'unknown':
    case 'complained':
      return 'warn';
    case 'returned':
    case 'returned_for_now':
    case 'failed':
      return 'bad';
    case 'waiting':
    case 'held_back':
    case 'held_until':
    case 'sent':
      return 'calm';
  }
}

function attemptSentence(step: Of<'attempt'>, words: Words): string {
  const { t } = words;
  const { channel, state, reason } = step;
  if (state === 'held_back') {
    return reason === null
      ? t('rail.heldBackPlain', { channel })
      : t('rail.heldBack', { channel, why: reasonClause(reason, channel, words) });
  }
  if (state === 'held_until') {
    const until = reason?.until ?? null;
    return reason === null || until === null
      ? t('rail.waiting', { channel })
      : t('rail.heldUntil', {
          channel,
          when: words.momentOf(until),
          why: reasonClause(reason, channel, words),
        });
  }
  return t(`rail.${state}`, { channel });
}

function reasonClause(
  { code, since }: Reason,
  channel: Of<'attempt'>['channel'],
  { t, dayOf }: Words,
): string {
  const on = since === null ? '' : t('why.on', { date: dayOf(since) });
  return t(`why.${code}`, { on, channel });
}
