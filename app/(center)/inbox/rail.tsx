'use client';

import clsx from 'clsx';
import { Check, CircleSlash2, Clock, Eye, type LucideIcon, Send, TriangleAlert, X } from 'lucide-react';
import Link from 'next/link';
import { useNow } from '#app/components/clock.tsx';
import { AbsoluteTime, RelativeTime } from '#app/i18n/moment.tsx';
import { usePageLocale, useTexts } from '#app/i18n/texts.tsx';
import { regional, relativeTime } from '#app/i18n/time-text.ts';
import type { RailStep } from './entry.ts';
import { plannedSentence, sentenceOf, type Tone, toneOf } from './rail-words.ts';
import { useZone } from './zone.tsx';

/** What was done to reach the person, what was decided and why, and what is still to come. */
export function Rail({ steps }: { steps: readonly RailStep[] }) {
  const t = useTexts('inbox');
  const isReached =
    steps.length === 0 || steps.some((step) => step.kind !== 'attempt' || !unreached.has(step.state));
  const isHeldBack = steps.some((step) => step.kind === 'attempt' && step.reason !== null);
  return (
    <section aria-labelledby="rail" className="grid max-w-prose gap-4">
      <h3 id="rail" className="text-sm font-semibold">
        {t(isReached ? 'rail.title' : 'rail.triedTitle')}
      </h3>
      {steps.length === 0 && <p className="text-sm text-ink-soft">{t('rail.nothing')}</p>}
      <ol className="grid">
        {steps.map((step, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps keep their order, and nothing in them has a state.
          <Step key={n} step={step} isLast={n === steps.length - 1} />
        ))}
      </ol>
      {isHeldBack && (
        <p className="text-sm">
          <Link href="/preferences" prefetch={false} className="text-accent underline underline-offset-3">
            {t('mend')}
          </Link>
        </p>
      )}
    </section>
  );
}

/** How an attempt ends that reached nobody. */
const unreached: ReadonlySet<Extract<RailStep, { kind: 'attempt' }>['state']> = new Set([
  'held_back',
  'returned',
  'returned_for_now',
  'failed',
]);

const tones = {
  good: 'border-transparent bg-good-soft text-good',
  calm: 'border-transparent bg-calm-soft text-calm',
  warn: 'border-transparent bg-warn-soft text-warn',
  bad: 'border-transparent bg-bad-soft text-bad',
} as const satisfies Record<Tone, string>;

function Step({ step, isLast }: { step: RailStep; isLast: boolean }) {
  const isPlanned = step.kind === 'planned';
  const Icon = iconOf(step);
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span aria-hidden className="grid grid-rows-[1.75rem_1fr] justify-items-center">
        <span
          className={clsx(
            'grid size-7 place-items-center rounded-full border',
            isPlanned ? 'border-dashed border-field text-ink-soft' : tones[toneOf(step)],
          )}
        >
          <Icon className="size-3.5" strokeWidth={2.25} />
        </span>
        {!isLast && (
          <span
            className={clsx('my-1 border-s', isPlanned ? 'border-dashed border-field' : 'border-line-strong')}
          />
        )}
      </span>
      <div className={clsx('grid gap-1 pt-1', !isLast && 'pb-5')}>
        {isPlanned ? <Planned step={step} /> : <Happened step={step} />}
      </div>
    </li>
  );
}

function Happened({ step }: { step: Exclude<RailStep, { kind: 'planned' }> }) {
  const t = useTexts('inbox');
  const locale = usePageLocale();
  const zone = useZone();
  const date = (at: string, format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(regional(locale), { ...format, timeZone: zone }).format(new Date(at));
  const sentence = sentenceOf(step, {
    t,
    dayOf: (at) => date(at, { day: 'numeric', month: 'long' }),
    momentOf: (at) => date(at, { weekday: 'long', hour: '2-digit', minute: '2-digit' }),
  });
  return (
    <>
      <p className="text-base">{sentence}</p>
      {step.kind === 'attempt' && step.trigger !== null && (
        <p className="text-sm text-ink-soft">{t(`trigger.${step.trigger}`)}</p>
      )}
      {step.kind === 'attempt' && step.sentAt !== null ? (
        <Times step={step} />
      ) : (
        <p className="text-xs text-ink-faint">
          <When at={step.at} />
        </p>
      )}
    </>
  );
}

/** The moments of one attempt, each by its name. */
function Times({ step }: { step: Extract<RailStep, { kind: 'attempt' }> }) {
  const t = useTexts('inbox');
  const told = [
    // Here it arrives by being sent.
    ['rail.sentAt', step.channel === 'in_app' && step.deliveredAt !== null ? null : step.sentAt],
    ['rail.deliveredAt', step.deliveredAt],
    ['rail.seenAt', step.seenAt],
  ] as const;
  return (
    <dl className="grid w-fit grid-cols-[auto_auto] gap-x-3 gap-y-0.5 text-xs text-ink-faint">
      {told.map(([name, at]) =>
        at === null ? null : (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt>{t(name)}</dt>
            <dd>
              <When at={at} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Planned({ step }: { step: Extract<RailStep, { kind: 'planned' }> }) {
  const t = useTexts('inbox');
  const locale = usePageLocale();
  const nowMs = useNow();
  const when = step.at === null ? null : relativeTime(step.at, nowMs, locale);
  const isDue = step.at !== null && (when === null || Date.parse(step.at) <= nowMs);
  return (
    <>
      <p className="text-base">
        <span className="sr-only">{t('rail.planned')}: </span>
        {plannedSentence(step, t, when, isDue)}
      </p>
      {step.at !== null && (
        <p className="text-xs text-ink-faint">
          <AbsoluteTime at={step.at} />
        </p>
      )}
    </>
  );
}

/** How long ago, and when exactly, in sight of fingers and keyboards too. */
function When({ at }: { at: string }) {
  return (
    <span className="numeric">
      <RelativeTime at={at} /> · <AbsoluteTime at={at} />
    </span>
  );
}

function iconOf(step: RailStep): LucideIcon {
  switch (step.kind) {
    case 'planned':
      return Clock;
    case 'skipped':
      return CircleSlash2;
    case 'settled':
      return Check;
    case 'attempt':
      return iconOfState[step.state];
  }
}

const iconOfState = {
  waiting: Clock,
  held_back: CircleSlash2,
  held_until: Clock,
  sent: Send,
  unknown: TriangleAlert,
  delayed: Clock,
  delivered: Check,
  seen: Eye,
  complained: TriangleAlert,
  returned: X,
  returned_for_now: X,
  failed: X,
} as const satisfies Record<Extract<RailStep, { kind: 'attempt' }>['state'], LucideIcon>;
