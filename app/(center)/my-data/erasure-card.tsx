'use client';

import type { inferRouterOutputs } from '@trpc/server';
import { CircleCheck, CircleX, Hourglass, type LucideIcon, Undo2 } from 'lucide-react';
import { type Ref, useEffect, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { useZoneKnown } from '#app/components/clock.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { trpc } from '#app/components/trpc.ts';
import { usePageLocale, useTexts } from '#app/i18n/texts.tsx';
import { absoluteTime } from '#app/i18n/time-text.ts';
import type { AppRouter } from '#server/trpc/router.ts';

export type Wish = inferRouterOutputs<AppRouter>['erasure']['mine'];
type Known = NonNullable<Wish>;

/** Where the wish to be erased stands, with the way to ask for it, and back as long as there is one. */
export function ErasureCard({ initial, hasAccount }: { initial: Wish; hasAccount: boolean }) {
  const t = useTexts('data');
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const [isAsking, setAsking] = useState(false);
  const wish = trpc.erasure.mine.useQuery(undefined, { initialData: initial });
  const standing = useRef<HTMLParagraphElement>(null);
  const isMoved = useRef(false);
  const withdraw = trpc.erasure.withdraw.useMutation({
    onSuccess: (now) => {
      utils.erasure.mine.setData(undefined, now);
      announce(t('erasure.withdrawnSaid'));
      isMoved.current = true;
    },
  });
  const status = wish.data?.status ?? null;
  // What had the focus is gone, once the dialog is closed and the new standing is drawn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks again whenever the standing has changed.
  useEffect(() => {
    if (!isMoved.current || isAsking || standing.current === null) return;
    isMoved.current = false;
    standing.current.focus();
  }, [status, isAsking]);
  const mayAsk = status !== 'open' && status !== 'confirmed';
  return (
    <div className="grid justify-items-start gap-3">
      {wish.data !== null && <Standing ref={standing} wish={wish.data} />}
      {mayAsk && (
        <Button variant="danger" onClick={() => setAsking(true)}>
          {status === null ? t('erasure.ask') : t('erasure.askAgain')}
        </Button>
      )}
      {status === 'open' && (
        <Button
          aria-disabled={withdraw.isPending || undefined}
          onClick={() => {
            if (!withdraw.isPending) withdraw.mutate({});
          }}
        >
          <Undo2 aria-hidden className="size-4" />
          {t('erasure.withdraw')}
        </Button>
      )}
      {withdraw.error !== null && (
        <p role="alert" className="text-sm text-bad">
          {withdraw.error.data?.code === 'CONFLICT' ? t('erasure.decided') : t('erasure.failed')}
        </p>
      )}
      {isAsking && (
        <AskDialog
          hasAccount={hasAccount}
          onClose={(isAsked) => {
            setAsking(false);
            isMoved.current = isAsked;
          }}
        />
      )}
    </div>
  );
}

const icons = {
  open: Hourglass,
  confirmed: Hourglass,
  completed: CircleCheck,
  withdrawn: Undo2,
  refused: CircleX,
} as const satisfies Record<Known['status'], LucideIcon>;

function Standing({ wish, ref }: { wish: Known; ref: Ref<HTMLParagraphElement> }) {
  const t = useTexts('data');
  const locale = usePageLocale();
  const zone = useZoneKnown() ? undefined : 'UTC';
  const Icon = icons[wish.status];
  const when = absoluteTime(wish.decidedAt ?? wish.requestedAt, locale, zone);
  return (
    <p
      ref={ref}
      tabIndex={-1}
      className="flex w-full items-start gap-2.5 rounded-md bg-sunken px-3.5 py-3 outline-none text-pretty"
    >
      <Icon aria-hidden className="mt-1 size-4 shrink-0 text-ink-soft" />
      <span className="min-w-0">
        {t(`erasure.${wish.status}`, { when })}
        {wish.reason !== null && <span className="mt-1 block font-medium">{wish.reason}</span>}
      </span>
    </p>
  );
}

function AskDialog({ hasAccount, onClose }: { hasAccount: boolean; onClose: (isAsked: boolean) => void }) {
  const t = useTexts('data');
  const language = usePageLocale();
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const ask = trpc.erasure.ask.useMutation({
    onSuccess: (now) => {
      utils.erasure.mine.setData(undefined, now);
      announce(t('erasure.askedSaid'));
      onClose(true);
    },
  });
  return (
    <ConfirmDialog
      title={t('erasure.dialogTitle')}
      confirm={ask.isPending ? t('erasure.dialogAsking') : t('erasure.dialogConfirm')}
      cancel={t('erasure.cancel')}
      isDangerous
      isPending={ask.isPending}
      error={ask.error === null ? undefined : t('erasure.failed')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ask.isPending) ask.mutate({ language });
      }}
      onCancel={() => onClose(false)}
    >
      <p>{t('erasure.dialogGone')}</p>
      <p>{t('erasure.dialogStays')}</p>
      {hasAccount && <p>{t('erasure.dialogMail')}</p>}
    </ConfirmDialog>
  );
}
