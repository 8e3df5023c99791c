'use client';

import clsx from 'clsx';
import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
} from 'lucide-react';
import { useState } from 'react';
import { Card } from '#app/components/card.tsx';
import { Segments } from '#app/components/segments.tsx';
import { type AlertRuleId, alertRules, type Band } from '#server/domain/alert/rules.ts';
import { marksText, rateText, scopeText } from '#server/domain/alert/words.ts';
import type { Watching } from './alert.ts';
import { unbroken } from './unbroken.ts';

type Rule = Watching['rules'][number];

const windows = [
  { value: '24', name: '24 hours' },
  { value: '168', name: '7 days' },
] as const;

const metricNames = { complaints: 'Complaints', deliveries: 'Delivered', bounces: 'Hard bounces' } as const;
const grid =
  '@min-[44rem]:grid @min-[44rem]:grid-cols-[minmax(0,1fr)_repeat(3,minmax(0,1fr))] @min-[44rem]:gap-x-4';

/** Everything that is watched, how it stands now, and the marks that raise an alert. */
export function WatchTable({ watching }: { watching: Watching }) {
  const [hours, setHours] = useState<(typeof windows)[number]['value']>('24');
  const rules = watching.rules.filter(({ windowHours }) => String(windowHours) === hours);
  const { scopes, otherDomains } = watching;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="watched" className="text-lg font-semibold tracking-tight">
          What is watched
        </h2>
        <Segments legend="Window" group="window" segments={windows} chosen={hours} onChoose={setHours} />
      </div>
      <Card className="@container overflow-hidden">
        <table aria-labelledby="watched" className="block w-full text-sm">
          <thead className="block border-b border-line bg-sunken @max-[44rem]:sr-only">
            <tr className={clsx('px-4 py-2 text-xs text-ink-soft', grid)}>
              <th scope="col" className="text-left font-medium">
                Mail
              </th>
              {rules.map((rule) => (
                <th key={rule.id} scope="col" className="text-left font-medium">
                  {metricNames[rule.metric]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="block">
            {scopes.map(({ scope, shares }) => (
              <tr
                key={`${scope.kind} ${scope.name}`}
                className={clsx('block border-t border-line px-4 py-2.5 first:border-t-0', grid)}
              >
                <th scope="row" className="block text-left font-medium first-letter:uppercase">
                  {scopeText(scope)}
                </th>
                {rules.map((rule) => (
                  <ShareCell
                    key={rule.id}
                    rule={rule}
                    share={shares.find((share) => share.rule === rule.id)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {otherDomains > 0 && (
        <p className="text-xs text-ink-soft">
          {otherDomains === 1 ? '1 more recipient domain is' : `${otherDomains} more recipient domains are`}{' '}
          watched too; these have the most mail.
        </p>
      )}
      <Marks rules={rules} />
    </div>
  );
}

const icons = {
  unsure: CircleDashed,
  good: CircleCheck,
  between: CircleDot,
  warning: TriangleAlert,
  critical: OctagonAlert,
} as const satisfies Record<Band, LucideIcon>;

const tones = {
  unsure: 'text-ink-faint',
  good: 'text-good',
  between: 'text-ink-soft',
  warning: 'text-warn',
  critical: 'text-bad',
} as const satisfies Record<Band, string>;

const bandWords = {
  unsure: 'too little mail to judge',
  good: 'good',
  between: 'no alert',
  warning: 'warning',
  critical: 'critical',
} as const satisfies Record<Band, string>;

function ShareCell({
  rule,
  share,
}: {
  rule: Rule;
  share: Watching['scopes'][number]['shares'][number] | undefined;
}) {
  if (share === undefined) return <td className="block" />;
  const { band, of } = share;
  const Icon = icons[band];
  return (
    <td className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 py-0.5 @min-[44rem]:block @min-[44rem]:py-0">
      <span className="text-xs text-ink-soft @min-[44rem]:hidden">{metricNames[rule.metric]}</span>
      <span>
        <span className="flex items-center gap-1.5 numeric">
          <Icon aria-hidden className={clsx('size-3.5', tones[band])} />
          <span className="sr-only">{bandWords[band]}:</span>
          {rateText(share)}
        </span>
        <span className="block text-xs text-ink-soft numeric">
          {of === 0
            ? ''
            : band === 'unsure'
              ? `${of.toLocaleString('en')} of at least ${rule.minimumSample.toLocaleString('en')} mails`
              : `${share.count.toLocaleString('en')} of ${of.toLocaleString('en')}`}
        </span>
      </span>
    </td>
  );
}

function Marks({ rules }: { rules: readonly Rule[] }) {
  return (
    <dl className="grid gap-2 text-sm sm:grid-cols-3 sm:gap-4">
      {rules.map(({ id, metric, marks, minimumSample, minimumTrouble }) => (
        <div key={id} className="grid content-start gap-0.5">
          <dt className="font-medium">{metricNames[metric]}</dt>
          <dd className="text-xs text-ink-soft text-pretty numeric">
            {unbroken(marksText(id, marks))}. Judged from {minimumSample.toLocaleString('en')} mails on
            {troubleText(id, minimumTrouble)}.
          </dd>
        </div>
      ))}
    </dl>
  );
}

function troubleText(rule: AlertRuleId, least: number): string {
  const name = { complaints: 'complaints', deliveries: 'losses', bounces: 'bounces' }[
    alertRules[rule].metric
  ];
  return `, and by ${least} ${name} at least`;
}
