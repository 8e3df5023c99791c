import { z } from 'zod';
import { changeSunsetPolicy } from '#server/commands/change-sunset-policy.ts';
import { loadSunsetPolicy } from '#server/commands/load-sunset.ts';
import { tryOutSunset } from '#server/commands/look-at-sunset.ts';
import { silenceOf } from '#server/commands/sweep-sunsets.ts';
import { sunsetPolicy } from '#server/domain/sunset/policy.ts';
import {
  countSilent,
  countSunsets,
  countUnsettled,
  silentAddresses,
  unsettledAddresses,
} from '#server/projections/sunsets/queries.ts';
import { maskAddress } from '../masking.ts';
import { createRouter, procedureFor } from '../trpc.ts';

/** How many addresses a dry run shows, and up to how many it counts. */
const shown = 50;
const mostCounted = 100_000;

/** Support staff see whom it concerns, by masked addresses; only administrators change anything. */
const procedure = procedureFor('support', 'admin');
const adminProcedure = procedureFor('admin');

export const sunsetRouter = createRouter({
  /** The policy in force, with the version to change it by. */
  settings: procedure.query(async ({ ctx }) => ({
    mayEdit: ctx.viewer.role === 'admin',
    ...(await loadSunsetPolicy(ctx.deps.eventStore)),
  })),

  /** How many addresses stand how. */
  status: procedure.query(({ ctx }) => countSunsets(ctx.deps.db)),

  save: adminProcedure
    .input(z.strictObject({ policy: sunsetPolicy, basis: z.int().nonnegative() }))
    .mutation(async ({ ctx: { deps, viewer }, input }) => {
      const saved = await changeSunsetPolicy(deps, input, { actor: viewer.userId, at: deps.now() });
      await deps.nudge();
      return saved;
    }),

  /**
   * What a run would do at this moment if the policy were switched on: numbers as read models know them, and the first
   * addresses as the store does. Nothing is written.
   */
  dryRun: procedure.input(z.strictObject({ policy: sunsetPolicy })).query(async ({ ctx, input }) => {
    const { deps } = ctx;
    const at = deps.now();
    const policy = { ...input.policy, enabled: true };
    const silence = silenceOf(policy, at);
    const page = { after: '', limit: shown };
    const [silent, unsettled, asking, settling] = await Promise.all([
      countSilent(deps.db, silence, mostCounted),
      countUnsettled(deps.db, at, mostCounted),
      silentAddresses(deps.db, silence, page),
      unsettledAddresses(deps.db, at, page),
    ]);
    const rows = [];
    for (const subjectId of [...settling, ...asking].slice(0, shown)) {
      const { verdict, facts, address } = await tryOutSunset(deps, subjectId, policy, at);
      rows.push({
        key: subjectId,
        address: address === null ? null : maskAddress(address),
        knownSince: facts.knownSince,
        lastSignAt: facts.lastSignAt,
        mails: facts.mailsAt.filter((sent) => sent >= silence.since).length,
        verdict,
      });
    }
    return { at, silentSince: silence.since, silent, unsettled, rows };
  }),
});
