'use client';

import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button, buttonClass } from '#app/components/button.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { trpc } from '#app/components/trpc.ts';
import { usePageLocale, useTexts } from '#app/i18n/texts.tsx';

interface Props {
  channel: 'email' | 'sms';
  onClose: () => void;
}

/** Asks for another address, and takes it once the code that was sent there is entered. */
export function CorrectAddress({ channel, onClose }: Props) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [movedTo, setMovedTo] = useState<string | null>(null);
  return (
    <div className="max-w-sm sm:ms-7">
      {movedTo !== null ? (
        <SignInAgain address={movedTo} />
      ) : sentTo === null ? (
        <AskForAddress channel={channel} onSent={setSentTo} onClose={onClose} />
      ) : (
        <EnterCode channel={channel} address={sentTo} onMoved={setMovedTo} onClose={onClose} />
      )}
    </div>
  );
}

function AskForAddress({ channel, onSent, onClose }: Props & { onSent: (address: string) => void }) {
  const t = useTexts('preferences');
  const language = usePageLocale();
  const field = useFocus();
  const [address, setAddress] = useState('');
  const request = trpc.contacts.requestCode.useMutation({
    onSuccess: (answer) => {
      if (answer.status === 'sent') onSent(answer.address);
    },
  });
  const problem = request.data?.status === 'too_many' ? t('correct.tooMany') : request.error?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!request.isPending) request.mutate({ channel, address, language });
  };
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <Field
        label={t(`correct.${channel}`)}
        hint={channel === 'sms' ? t('correct.smsHint') : undefined}
        error={problem}
      >
        {(control) => (
          <Input
            {...control}
            ref={field}
            type={channel === 'email' ? 'email' : 'tel'}
            autoComplete={channel === 'email' ? 'email' : 'tel'}
            required
            dir="ltr"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
      <Buttons submit={t('correct.send')} isPending={request.isPending} onClose={onClose} />
    </form>
  );
}

function EnterCode({
  channel,
  address,
  onMoved,
  onClose,
}: Props & { address: string; onMoved: (address: string) => void }) {
  const t = useTexts('preferences');
  const language = usePageLocale();
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const field = useFocus();
  const [code, setCode] = useState('');
  const confirm = trpc.contacts.confirm.useMutation({
    onSuccess: async ({ status, signInAgain }) => {
      if (status !== 'fits') return;
      announce(t('correct.done', { address }));
      if (signInAgain) return onMoved(address);
      await Promise.all([utils.contacts.invalidate(), utils.preferences.mine.invalidate()]);
      onClose();
    },
  });
  const status = confirm.data?.status;
  const problem =
    status === 'wrong' ? t('correct.wrong') : status === 'over' ? t('correct.over') : confirm.error?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate({ channel, address, language, code: code.replace(/\s/g, '') });
  };
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <p role="status" className="text-sm text-ink-soft">
        {t('correct.sent', { address })}
      </p>
      <Field label={t('correct.code')} error={problem}>
        {(control) => (
          <Input
            {...control}
            ref={field}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            dir="ltr"
            pattern="\s*(?:[0-9]\s*){6}"
            className="numeric max-w-40"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Buttons submit={t('correct.confirm')} isPending={confirm.isPending} onClose={onClose} />
    </form>
  );
}

function SignInAgain({ address }: { address: string }) {
  const t = useTexts('preferences');
  return (
    <div role="status" className="grid justify-items-start gap-3 rounded-md bg-sunken p-4">
      <p className="font-medium">{t('correct.again')}</p>
      <p className="text-sm text-ink-soft">{t('correct.againLead', { address })}</p>
      {/* A new page, for this one still shows what belongs to the old address. */}
      <a href="/sign-out" className={buttonClass('primary')}>
        {t('correct.againAction')}
      </a>
    </div>
  );
}

function Buttons({
  submit,
  isPending,
  onClose,
}: {
  submit: string;
  isPending: boolean;
  onClose: () => void;
}) {
  const t = useTexts('preferences');
  return (
    <div className="flex flex-wrap gap-2">
      <Button type="submit" variant="primary" aria-disabled={isPending || undefined}>
        {submit}
      </Button>
      <Button onClick={onClose}>{t('correct.cancel')}</Button>
    </div>
  );
}

/** Where the person goes on: they opened this, so the field may take the focus. */
function useFocus() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return field;
}
