'use client';

import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button.tsx';

interface ConfirmDialogProps {
  title: string;
  /** The words on the button that does it. */
  confirm: string;
  /** On the button that leaves all as it is; English where it is not given. */
  cancel?: string;
  isDangerous: boolean;
  isPending: boolean;
  /** Why it could not be done. */
  error: string | undefined;
  onSubmit: (event: FormEvent) => void;
  onCancel: () => void;
  /** What will happen, and whatever else is asked. */
  children: ReactNode;
}

/** Opens at once over the page, keeps the focus, and gives it back when it is closed. Escape cancels. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const bodyId = useId();
  // Closed before it leaves the page, or the browser would not give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      aria-describedby={bodyId}
      onCancel={(event) => {
        event.preventDefault();
        props.onCancel();
      }}
      className="m-auto w-[min(27rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-5 text-ink shadow-pop backdrop:bg-ink/30"
    >
      <form onSubmit={props.onSubmit} noValidate className="grid gap-4">
        <h2 id={titleId} className="text-lg font-semibold tracking-tight">
          {props.title}
        </h2>
        <div id={bodyId} className="grid gap-4 text-sm text-ink-soft text-pretty">
          {props.children}
        </div>
        {props.error !== undefined && (
          <p role="alert" className="text-sm text-bad">
            {props.error}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={props.onCancel}>{props.cancel ?? 'Cancel'}</Button>
          <Button
            type="submit"
            variant={props.isDangerous ? 'danger' : 'primary'}
            aria-disabled={props.isPending}
          >
            {props.confirm}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
