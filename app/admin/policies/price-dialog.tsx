'use client';

import { type FormEvent, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { amountText, moneyOf } from './money-text.ts';
import type { Prices } from './policy.ts';
import { channelWords } from './policy-words.ts';

interface PriceDialogProps {
  channel: Channel;
  entry: Prices[Channel];
  onClose: () => void;
}

/** Asks what one message on a channel costs. */
export function PriceDialog({ channel, entry, onClose }: PriceDialogProps) {
  const { name } = channelWords[channel];
  const [amount, setAmount] = useState(entry.price === null ? '' : amountText(entry.price));
  const [currency, setCurrency] = useState(entry.price?.currency ?? 'EUR');
  const [wasTried, setTried] = useState(false);
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const set = trpc.policies.setPrice.useMutation({
    onSuccess: async () => {
      announce(`The price of ${name} is set.`);
      await utils.policies.invalidate();
      onClose();
    },
    onError: () => utils.policies.invalidate(),
  });
  const isEmpty = amount.trim() === '';
  const price = moneyOf(amount, currency);
  const isWrong = !isEmpty && price === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isWrong && !set.isPending) set.mutate({ channel, price, basis: entry.version });
  };
  return (
    <ConfirmDialog
      title={`Price of ${name}`}
      confirm={set.isPending ? 'Saving…' : 'Save'}
      isDangerous={false}
      isPending={set.isPending}
      error={set.error?.message}
      onSubmit={submit}
      onCancel={onClose}
    >
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] items-start gap-3 text-ink">
        <Field
          label="For one message"
          hint="0 if it is free; empty if it is not known."
          error={wasTried && isWrong ? 'An amount looks like 0.075, and a currency like EUR.' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={amount}
              inputMode="decimal"
              autoComplete="off"
              placeholder="0.075"
              maxLength={20}
              onChange={({ target }) => setAmount(target.value)}
            />
          )}
        </Field>
        <Field label="Currency">
          {(control) => (
            <Input
              {...control}
              value={currency}
              autoComplete="off"
              spellCheck={false}
              maxLength={3}
              onChange={({ target }) => setCurrency(target.value.toUpperCase())}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
