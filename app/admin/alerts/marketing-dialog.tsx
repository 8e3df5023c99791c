'use client';

import { type FormEvent, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { trpc } from '#app/components/trpc.ts';
import { alertRules } from '#server/domain/alert/rules.ts';
import { percentText } from '#server/domain/alert/words.ts';

export type MarketingWish = 'pause' | 'resume' | 'guard_on' | 'guard_off';

const words = {
  pause: {
    title: 'Pause marketing?',
    body: 'From now on no marketing is sent to anybody, on any channel. What is skipped is not sent later. All other messages go on.',
    confirm: 'Pause marketing',
    done: 'Marketing is paused.',
  },
  resume: {
    title: 'Resume marketing?',
    body: 'Marketing is sent again from now on. Automatic pause judges only mail from after this moment, so it can act again in a day at the earliest.',
    confirm: 'Resume marketing',
    done: 'Marketing is sent again.',
  },
  guard_on: {
    title: 'Switch automatic pause on?',
    body: `When complaints about marketing mail reach ${percentText(alertRules['complaints-24h'].critical)}, or its hard bounces ${percentText(alertRules['bounces-24h'].critical)}, with enough mail to tell, it is paused within five minutes. A person has to resume it, and is not overruled by older mail.`,
    confirm: 'Switch on',
    done: 'Automatic pause is on.',
  },
  guard_off: {
    title: 'Switch automatic pause off?',
    body: 'Marketing goes on being sent whatever its complaints and bounces. Alerts are still told. A pause that stands now stays.',
    confirm: 'Switch off',
    done: 'Automatic pause is off.',
  },
} as const satisfies Record<MarketingWish, Record<'title' | 'body' | 'confirm' | 'done', string>>;

/** Asks once more, and why where that is kept, and does it. */
export function MarketingDialog({ wish, onClose }: { wish: MarketingWish; onClose: () => void }) {
  const [why, setWhy] = useState('');
  const [isWhyMissing, setWhyMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const steer = useSteer(words[wish].done, onClose);
  const needsWhy = wish === 'pause' || wish === 'resume';
  const { title, body, confirm } = words[wish];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (needsWhy && why.trim() === '') {
      setWhyMissing(true);
      input.current?.focus();
    } else if (!steer.isPending) steer.run(wish, why);
  };
  return (
    <ConfirmDialog
      title={title}
      confirm={steer.isPending ? 'Doing it…' : confirm}
      isDangerous={wish === 'pause' || wish === 'guard_off'}
      isPending={steer.isPending}
      error={steer.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      <p>{body}</p>
      {needsWhy && (
        <Field
          label="Reason"
          hint="Kept in the audit. Name no person in it."
          error={isWhyMissing ? 'Say why, so that others understand it later.' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              ref={input}
              value={why}
              maxLength={2000}
              required
              onChange={(event) => {
                setWhy(event.target.value);
                setWhyMissing(false);
              }}
            />
          )}
        </Field>
      )}
    </ConfirmDialog>
  );
}

function useSteer(done: string, onDone: () => void) {
  const utils = trpc.useUtils();
  const announce = useAnnounce();
  const options = {
    onSuccess: async () => {
      announce(done);
      await utils.alerts.marketing.invalidate();
      onDone();
    },
  };
  const pause = trpc.alerts.pauseMarketing.useMutation(options);
  const resume = trpc.alerts.resumeMarketing.useMutation(options);
  const guard = trpc.alerts.setMarketingGuard.useMutation(options);
  const all = [pause, resume, guard];
  return {
    isPending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error?.message,
    run(wish: MarketingWish, why: string) {
      if (wish === 'pause') pause.mutate({ why });
      else if (wish === 'resume') resume.mutate({ why });
      else guard.mutate({ mayPause: wish === 'guard_on' });
    },
  };
}
