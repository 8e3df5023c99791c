'use client';

import { useAnnounce } from '#app/components/announcer.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { trpc } from '#app/components/trpc.ts';

interface RetireDialogProps {
  policyId: string;
  /** The version that was looked at. */
  version: number;
  onClose: () => void;
}

/** Asks once more, says what will happen, and takes the policy out of force. */
export function RetireDialog({ policyId, version, onClose }: RetireDialogProps) {
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const retire = trpc.policies.retire.useMutation({
    onSuccess: async () => {
      announce(`Retired ${policyId}.`);
      await utils.policies.invalidate();
      onClose();
    },
    onError: () => utils.policies.invalidate(),
  });
  return (
    <ConfirmDialog
      title={`Retire ${policyId}?`}
      confirm={retire.isPending ? 'Retiring…' : 'Retire'}
      isDangerous
      isPending={retire.isPending}
      error={retire.error?.message}
      onSubmit={(event) => {
        event.preventDefault();
        if (!retire.isPending) retire.mutate({ policyId, basis: version });
      }}
      onCancel={onClose}
    >
      <p>
        No new notification is told again by it. Those that it was planned for already keep what they were
        promised. You can bring it back at any time.
      </p>
    </ConfirmDialog>
  );
}
