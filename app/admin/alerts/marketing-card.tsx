'use client';

import { CirclePause, CirclePlay, ShieldCheck, ShieldOff } from 'lucide-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { Badge } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { useFocusKept } from '#app/components/use-focus-kept.ts';
import type { Marketing } from './alert.ts';
import { MarketingDialog, type MarketingWish } from './marketing-dialog.tsx';

/** Whether marketing is sent, and whether the guard may stop it; administrators change both. */
export function MarketingCard({ marketing }: { marketing: Marketing }) {
  const [wish, setWish] = useState<MarketingWish | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusKept(heading, wish === null);
  const { mayAct, paused, guardMayPause } = marketing;
  return (
    <Card>
      <section aria-labelledby="marketing" className="grid gap-4 p-4 sm:p-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2
            ref={heading}
            id="marketing"
            tabIndex={-1}
            className="text-lg font-semibold tracking-tight outline-none"
          >
            Marketing
          </h2>
          {paused === null ? (
            <Badge tone="good" icon={CirclePlay}>
              Sending
            </Badge>
          ) : (
            <Badge tone="warn" icon={CirclePause}>
              Paused
            </Badge>
          )}
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="min-w-0 flex-1 basis-72 text-sm text-ink-soft text-pretty">
            <State paused={paused} />
          </p>
          {mayAct && (
            <Button onClick={() => setWish(paused === null ? 'pause' : 'resume')}>
              {paused === null ? 'Pause marketing' : 'Resume marketing'}
            </Button>
          )}
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-line pt-4">
          <p className="flex min-w-0 flex-1 basis-72 items-start gap-2 text-sm text-ink-soft text-pretty">
            {guardMayPause ? (
              <ShieldCheck aria-hidden className="mt-0.5 size-4 text-good" />
            ) : (
              <ShieldOff aria-hidden className="mt-0.5 size-4" />
            )}
            <span>
              <b className="font-medium text-ink">Automatic pause is {guardMayPause ? 'on' : 'off'}.</b>{' '}
              {guardMayPause
                ? 'Critical complaints or bounces of marketing mail pause it by themselves. Only a person resumes it.'
                : 'Critical complaints or bounces of marketing mail are told to people, who decide.'}
            </span>
          </p>
          {mayAct && (
            <Button
              aria-label={`Switch ${guardMayPause ? 'off' : 'on'} automatic pause`}
              onClick={() => setWish(guardMayPause ? 'guard_off' : 'guard_on')}
            >
              {guardMayPause ? 'Switch off' : 'Switch on'}
            </Button>
          )}
        </div>
      </section>
      {wish !== null && <MarketingDialog key={wish} wish={wish} onClose={() => setWish(null)} />}
    </Card>
  );
}

function State({ paused }: { paused: Marketing['paused'] }) {
  if (paused === null) {
    return 'Marketing is sent to whoever wants it. A pause holds it back from everybody, at once, and touches nothing else.';
  }
  const { since, why, alertId } = paused;
  return (
    <>
      Paused <RelativeTime at={since} />
      {alertId === null ? (
        <>
          , because: <span className="text-ink">{why}</span>.
        </>
      ) : (
        <>
          {' '}
          by itself, because of{' '}
          <Link
            href={`/admin/alerts/${alertId}`}
            className="font-medium text-accent underline underline-offset-2"
          >
            this alert
          </Link>
          .
        </>
      )}{' '}
      What is skipped meanwhile is not sent later; each message says why.
    </>
  );
}
