'use client';

import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { trpc } from '#app/components/trpc.ts';

interface SettleStepProps {
  readonly notificationId: string;
  /** Counted from 1, as people count. */
  readonly step: number;
}

const found = [
  { outcome: 'sent', name: 'It was sent', told: 'Settled: it was sent.' },
  { outcome: 'not_sent', name: 'It was not sent', told: 'Settled: it was not sent.' },
] as const;

/** For whoever looked it up at the provider: what became of a step of which nobody could say so. */
export function SettleStep({ notificationId, step }: SettleStepProps) {
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const settle = trpc.escalations.settle.useMutation({
    onSuccess: async (_, { outcome }) => {
      announce(found.find((one) => one.outcome === outcome)?.told ?? '');
      await utils.messages.invalidate();
    },
  });
  return (
    <fieldset className="mt-1 grid justify-items-start gap-2">
      <legend className="sr-only">What became of step {step}</legend>
      <p className="text-sm text-ink-soft">
        Look it up at the provider. If it was not sent, the next step follows; this one is never sent again.
      </p>
      <div className="flex flex-wrap gap-2">
        {found.map(({ outcome, name }) => (
          <Button
            key={outcome}
            size="sm"
            disabled={settle.isPending || settle.isSuccess}
            onClick={() => settle.mutate({ notificationId, step: step - 1, outcome })}
          >
            {name}
          </Button>
        ))}
      </div>
      {settle.error !== null && (
        <p role="alert" className="text-sm text-bad">
          {settle.error.message}
        </p>
      )}
    </fieldset>
  );
}
