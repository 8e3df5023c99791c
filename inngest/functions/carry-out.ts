import type { Inngest } from 'inngest';
import { escalationDecided } from '#inngest/signals.ts';
import { carryOutStep } from '#server/commands/carry-out-step.ts';
import { nudged, type SendRunDeps } from './hand-over.ts';

/** Hands over what the sweep decided for. Once: what is left after that, it finds again within a minute. */
export function defineCarryOutFunction(inngest: Inngest, deps: () => SendRunDeps) {
  return inngest.createFunction(
    {
      id: 'escalations/carry-out',
      triggers: [escalationDecided],
      // Only economy: of two runs that hand over at once, the store lets one ask the provider.
      singleton: { key: 'event.data.notificationId', mode: 'skip' },
      concurrency: 20,
      retries: 1,
    },
    async ({ event, step }) =>
      await step.run('send what was decided', () =>
        nudged(deps, carryOutStep(deps(), event.data.notificationId)),
      ),
  );
}
