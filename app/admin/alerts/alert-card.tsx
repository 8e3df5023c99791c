'use client';

import { Eye } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useId } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { LocalTime, RelativeTime } from '#app/components/moment.tsx';
import { trpc } from '#app/components/trpc.ts';
import { alertRules } from '#server/domain/alert/rules.ts';
import { countText, rateText, subjectText, windowText } from '#server/domain/alert/words.ts';
import type { Alert } from './alert.ts';
import { AlertBar } from './alert-bar.tsx';
import { AlertState } from './alert-state.tsx';
import { ToldList } from './told-list.tsx';
import { unbroken } from './unbroken.ts';

interface AlertCardProps {
  alert: Alert;
  mayAct: boolean;
  /** The heading of its own page has the same words. */
  isWholePage?: boolean;
}

/** One alert: how bad it is against which marks, since when, the likely cause, and who was told. */
export function AlertCard({ alert, mayAct, isWholePage = false }: AlertCardProps) {
  const title = useId();
  const { alertId, raisedAt, resolvedAt, cause } = alert;
  const Heading = isWholePage ? 'h1' : 'h3';
  return (
    <Card>
      <article aria-labelledby={title} className="grid gap-4 p-4 sm:p-5">
        <div className="grid gap-1.5">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <AlertState alert={alert} />
            <p className="text-xs text-ink-soft">
              over {windowText(alert.rule)}, raised <RelativeTime at={raisedAt} /> (
              <LocalTime at={raisedAt} />)
            </p>
          </div>
          <Heading
            id={title}
            className={
              isWholePage ? 'text-xl font-semibold tracking-tight' : 'text-lg font-semibold tracking-tight'
            }
          >
            {isWholePage ? (
              subjectText(alert)
            ) : (
              <Link
                href={`/admin/alerts/${alertId}`}
                className="rounded-xs underline-offset-4 hover:underline"
              >
                {subjectText(alert)}
              </Link>
            )}
          </Heading>
        </div>
        <Rate alert={alert} />
        <Part title="Likely cause">
          <ul className="grid gap-1 text-sm text-pretty">
            {cause.map((sentence) => (
              <li key={sentence}>{unbroken(sentence)}</li>
            ))}
          </ul>
        </Part>
        <Part title="Who was told">
          <ToldList told={alert.told} />
        </Part>
        {resolvedAt === null ? (
          <Acknowledgement alert={alert} mayAct={mayAct} />
        ) : (
          <p className="text-sm text-ink-soft">
            It ended <RelativeTime at={resolvedAt} /> (<LocalTime at={resolvedAt} />
            ), at {alert.measured.resolved && rateText(alert.measured.resolved)}.
          </p>
        )}
      </article>
    </Card>
  );
}

/** The rate now, or when it ended, and what it was when people were told. */
function Rate({ alert: { rule, marks, measured, now, severity, resolvedAt } }: { alert: Alert }) {
  const told = measured.worsened ?? measured.raised;
  const shown = (resolvedAt === null ? now : null) ?? measured.resolved ?? told;
  if (shown === undefined || told === undefined) return null;
  const band = resolvedAt !== null ? 'good' : now === null ? severity : now.band;
  const { minimumSample } = alertRules[rule];
  const isOther = shown.count !== told.count || shown.of !== told.of;
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        <span className="text-xl font-semibold tracking-tight numeric">{rateText(shown)}</span>
        <span className="text-sm text-ink-soft numeric">
          {countText(rule, shown)}, {resolvedAt === null ? 'over the last' : 'over'} {windowText(rule)}
        </span>
      </p>
      <AlertBar rule={rule} marks={marks} share={shown} band={band} />
      <p className="text-xs text-ink-soft text-pretty numeric">
        {isOther &&
          `${measured.worsened === undefined ? 'When it was raised' : 'When it became critical'}: ${unbroken(rateText(told))}, ${countText(rule, told)}.`}
        {now?.band === 'unsure' &&
          ` There is too little mail to judge now, ${now.of.toLocaleString('en')} of at least ${minimumSample.toLocaleString('en')}, so it stays open.`}
      </p>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <p className="text-xs font-medium text-ink-soft">{title}</p>
      {children}
    </div>
  );
}

function Acknowledgement({ alert, mayAct }: { alert: Alert; mayAct: boolean }) {
  const utils = trpc.useUtils();
  const announce = useAnnounce();
  const acknowledge = trpc.alerts.acknowledge.useMutation({
    onSuccess: async () => {
      announce('Acknowledged.');
      await utils.alerts.invalidate();
    },
  });
  const { alertId, acknowledgedAt } = alert;
  if (acknowledgedAt !== null) {
    return (
      <p className="flex items-center gap-2 text-sm text-ink-soft">
        <Eye aria-hidden className="size-4" />
        <span>
          Acknowledged <RelativeTime at={acknowledgedAt} />: somebody looks after it. It stays open until its
          mail fares better.
        </span>
      </p>
    );
  }
  if (!mayAct) return <p className="text-sm text-ink-soft">No administrator has acknowledged it yet.</p>;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button
        aria-disabled={acknowledge.isPending}
        aria-label={`Acknowledge: ${subjectText(alert)}, ${windowText(alert.rule)}`}
        onClick={() => !acknowledge.isPending && acknowledge.mutate({ alertId })}
      >
        <Eye aria-hidden className="size-4" />
        {acknowledge.isPending ? 'Acknowledging…' : 'Acknowledge'}
      </Button>
      {acknowledge.error !== null && (
        <p role="alert" className="text-sm text-bad">
          {acknowledge.error.message}
        </p>
      )}
    </div>
  );
}
