'use client';

import { useAnnounce } from '#app/components/announcer.tsx';
import { trpc } from '#app/components/trpc.ts';
import { draftOf, type PolicyFields } from './policy-fields.ts';

interface Saving {
  readonly fields: PolicyFields;
  /** The version that is changed; null for a new policy. */
  readonly basis: number | null;
  /** The warnings that are meant. */
  readonly confirmed: readonly string[];
}

/** Saves a policy, and has every list of policies read again. */
export function useSave(onSaved: (policyId: string) => void) {
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const save = trpc.policies.save.useMutation();
  return {
    isPending: save.isPending,
    /** What the server said against it. */
    refusal: save.error?.message ?? null,
    forget: save.reset,
    async save({ fields, basis, confirmed }: Saving): Promise<void> {
      const draft = draftOf(fields);
      try {
        await save.mutateAsync({ draft, basis, confirmed: [...confirmed] });
      } catch {
        // The refusal is shown beside the button; what it is about may be news to the page.
        await utils.policies.invalidate();
        return;
      }
      announce(`Saved ${draft.policyId}.`);
      onSaved(draft.policyId);
      await utils.policies.invalidate();
    },
  };
}
