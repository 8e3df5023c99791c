'use client';

import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { Field } from '#app/components/field.tsx';
import { Input } from '#app/components/input.tsx';
import { trpc } from '#app/components/trpc.ts';
import type { ReadModel } from './read-model.ts';
import { nameOf, sizeOf } from './words.ts';

/** What somebody is about to do to a read model. */
export interface Steering {
  readonly kind: 'rebuild' | 'abort' | 'swap' | 'drop';
  readonly readModel: ReadModel;
}

interface SteerDialogProps {
  steering: Steering;
  onClose: () => void;
}

/** Asks once more, says what will happen, and does it. */
export function SteerDialog({ steering: { kind, readModel }, onClose }: SteerDialogProps) {
  const [reason, setReason] = useState('');
  const [isReasonMissing, setReasonMissing] = useState(false);
  const reasonInput = useRef<HTMLInputElement>(null);
  const steer = useSteer(onClose);
  const name = nameOf(readModel.name);
  const { title, body, confirm, isDangerous } = words[kind](name, readModel);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind === 'rebuild' && reason.trim() === '') {
      setReasonMissing(true);
      reasonInput.current?.focus();
      return;
    }
    if (!steer.isPending) steer.run(kind, readModel, reason);
  };
  return (
    <ConfirmDialog
      title={title}
      confirm={steer.isPending ? 'Asking…' : confirm}
      isDangerous={isDangerous}
      isPending={steer.isPending}
      error={steer.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      {body}
      {kind === 'rebuild' && (
        <Field
          label="Reason"
          hint="Kept in the audit. Name no person in it."
          error={isReasonMissing ? 'Say why, so that others understand it later.' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              ref={reasonInput}
              value={reason}
              maxLength={2000}
              required
              onChange={(event) => {
                setReason(event.target.value);
                setReasonMissing(false);
              }}
            />
          )}
        </Field>
      )}
    </ConfirmDialog>
  );
}

function useSteer(onDone: () => void) {
  const utils = trpc.useUtils();
  const announce = useAnnounce();
  const options = {
    onSuccess: async () => {
      announce('Asked for. The engine does it in a moment.');
      await utils.projections.list.invalidate();
      onDone();
    },
  };
  const rebuild = trpc.projections.rebuild.useMutation(options);
  const abort = trpc.projections.abort.useMutation(options);
  const swap = trpc.projections.swap.useMutation(options);
  const drop = trpc.projections.dropReplaced.useMutation(options);
  const all = [rebuild, abort, swap, drop];
  return {
    isPending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error?.message,
    run(kind: Steering['kind'], { name, rebuild: under }: ReadModel, reason: string) {
      if (kind === 'rebuild') rebuild.mutate({ name, reason });
      if (kind === 'abort') abort.mutate({ name });
      if (kind === 'drop') drop.mutate({ name });
      if (kind === 'swap' && under !== null) swap.mutate({ name, startedAt: under.startedAt });
    },
  };
}

interface Words {
  readonly title: string;
  readonly body: ReactNode;
  readonly confirm: string;
  readonly isDangerous: boolean;
}

const words = {
  rebuild: (name) => ({
    title: `Rebuild ${name}?`,
    body: (
      <p>
        All stored events are folded again, into new rows beside the live ones, which stay in use. When the
        new rows are equal they take the place of the live ones; when they differ, both are kept and you
        decide.
      </p>
    ),
    confirm: 'Rebuild',
    isDangerous: false,
  }),
  abort: (name) => ({
    title: `Abort the rebuild of ${name}?`,
    body: (
      <p>The new rows are thrown away. The live rows stay as they are. You can rebuild again at any time.</p>
    ),
    confirm: 'Abort the rebuild',
    isDangerous: true,
  }),
  swap: (name) => ({
    title: `Use the new rows of ${name}?`,
    body: (
      <p>
        The new rows, which are what the stored events say, take the place of the live ones at once. The live
        rows are kept aside until you drop them.
      </p>
    ),
    confirm: 'Use the new rows',
    isDangerous: false,
  }),
  drop: (name, { replaced }) => ({
    title: `Drop the replaced rows of ${name}?`,
    body: (
      <p>
        They are not in use any more{replaced !== null && ` and take ${sizeOf(replaced.bytes)}`}. Once dropped
        they cannot be looked at again. The live rows are not touched.
      </p>
    ),
    confirm: 'Drop them',
    isDangerous: true,
  }),
} as const satisfies Record<Steering['kind'], (name: string, model: ReadModel) => Words>;
