import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '#db/client.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import type { SubjectAddress } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { checkSuppressions, type SuppressionTarget } from '#server/projections/suppressions/queries.ts';
import type { Installation } from './installation.ts';

/** Asks the same question as whoever is about to send: may this address be written to? */
export interface Watch {
  targetOf(address: SubjectAddress): SuppressionTarget;
  /** Resolves with the moment, on the clock of `performance`, at which the answer said that it is suppressed. */
  suppressedAt(target: SuppressionTarget): Promise<number>;
  /** How long each question took, and the pause before the next. */
  readonly questionsMs: readonly number[];
  close(): Promise<void>;
}

export const pauseBetweenMs = 2;
const timeoutMs = 30_000;

interface Waiting {
  readonly target: SuppressionTarget;
  readonly since: number;
  found(at: number): void;
  fail(error: Error): void;
}

/** Asks on a connection of its own, about everything that is waited for at once, as soon as the last answer is there. */
export async function openWatch(installation: Installation): Promise<Watch> {
  const { sql, db, close } = openDatabase(installation.adminUrl, {
    max: 1,
    applicationName: 'earshot watch',
  });
  const store = openEventStore(sql, installation.secrets);
  const rules = await currentSuppressionRules(store);
  const waiting = new Set<Waiting>();
  const questionsMs: number[] = [];
  let isOpen = true;

  const ask = async () => {
    const asked = [...waiting];
    const began = performance.now();
    const targets = asked.map(({ target }) => target);
    const answers = await checkSuppressions(db, targets, { at: instantFromMs(Date.now()), rules });
    const now = performance.now();
    questionsMs.push(now - began);
    for (const [n, one] of asked.entries()) {
      if ((answers[n]?.suppressions.length ?? 0) > 0) one.found(now);
      else if (now - one.since > timeoutMs) one.fail(new Error(`Not suppressed within ${timeoutMs} ms.`));
      else continue;
      waiting.delete(one);
    }
  };
  const watching = (async () => {
    while (isOpen) {
      if (waiting.size > 0) await ask();
      await pause(pauseBetweenMs);
    }
  })();

  return {
    targetOf: (address) => ({
      channel: address.kind === 'phone' ? 'sms' : 'email',
      subjectId: store.subjectIdOf(address),
    }),
    suppressedAt: (target) =>
      new Promise((found, fail) => waiting.add({ target, since: performance.now(), found, fail })),
    questionsMs,
    async close() {
      isOpen = false;
      await watching;
      await close();
    },
  };
}
