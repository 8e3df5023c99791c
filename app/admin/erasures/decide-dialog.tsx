'use client';

import { type FormEvent, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Checkbox } from '#app/components/checkbox.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { trpc } from '#app/components/trpc.ts';
import { type Deed, nameOf, UserIds, type Wish } from './wish-row.tsx';

/** Asks for the reason of a decision, which is kept. */
export function DecideDialog({ wish, deed, onClose }: { wish: Wish; deed: Deed; onClose: () => void }) {
  const [reason, setReason] = useState(wish.reason ?? '');
  const [tell, setTell] = useState(true);
  const [wasTried, setTried] = useState(false);
  const decide = useDecision(deed, wish, onClose);
  const isMissing = reason.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isMissing || decide.isPending) return;
    decide.run({ erasureId: wish.erasureId, reason, tell });
  };
  const isErasing = deed === 'confirm';
  return (
    <ConfirmDialog
      title={isErasing ? `Erase ${nameOf(wish)}?` : `Refuse the wish of ${nameOf(wish)}?`}
      confirm={isErasing ? (decide.isPending ? 'Erasing…' : 'Erase for good') : 'Refuse'}
      isDangerous={isErasing}
      isPending={decide.isPending}
      error={decide.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      {wish.address !== null && <UserIds userIds={wish.userIds} />}
      {isErasing ? (
        <p>
          Their messages, addresses and account become unreadable at once, and nobody can bring them back.
          Backups from before still hold them until they are thrown away.
        </p>
      ) : (
        <p>Nothing is erased. They read your reason at “My data”, and can ask again.</p>
      )}
      <Field
        label="Reason"
        hint={
          isErasing
            ? 'Kept in the audit. Name no person in it.'
            : 'The person reads this. Name no person in it.'
        }
        error={wasTried && isMissing ? 'Say why it is decided so.' : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={500}
            autoComplete="off"
            readOnly={wish.status === 'confirmed'}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {isErasing && wish.address !== null && (
        <label className="flex items-start gap-2.5 text-ink">
          <Checkbox
            checked={tell}
            onChange={(event) => setTell(event.target.checked)}
            className="mt-0.5 size-4"
          />
          Write to them one last time, before their address is forgotten
        </label>
      )}
    </ConfirmDialog>
  );
}

function useDecision(deed: Deed, wish: Wish, onClose: () => void) {
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const done = async () => {
    announce(deed === 'confirm' ? `Erased ${nameOf(wish)}.` : `Refused the wish of ${nameOf(wish)}.`);
    await utils.erasure.list.invalidate();
    onClose();
  };
  const confirm = trpc.erasure.confirm.useMutation({ onSuccess: done });
  const refuse = trpc.erasure.refuse.useMutation({ onSuccess: done });
  return {
    isPending: confirm.isPending || refuse.isPending,
    error: (confirm.error ?? refuse.error)?.message,
    run({ tell, ...decision }: { erasureId: string; reason: string; tell: boolean }) {
      if (deed === 'confirm') confirm.mutate({ ...decision, tell });
      else refuse.mutate(decision);
    },
  };
}
