import { z } from 'zod';
import { changeEscalationPolicies, type PolicyWish } from '#server/commands/change-escalation-policies.ts';
import { loadWholePolicyBook } from '#server/commands/load-policy-book.ts';
import { policyChoices } from '#server/commands/policy-choices.ts';
import { simulatePolicy } from '#server/commands/simulate-policy.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { escalationPolicy } from '#server/domain/escalation/policy.ts';
import { entryOf } from '#server/domain/escalation-policy/book.ts';
import { policyDraft, withVersion } from '#server/domain/escalation-policy/draft.ts';
import { instant, msFromInstant } from '#server/domain/instant.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { type FindingView, findingsOf, readPolicyHistory } from '../policy-views.ts';
import { type Context, createRouter, procedureFor } from '../trpc.ts';

const policyId = z.string().min(1).max(100);
const version = z.int().positive();
const longestSimulationMs = 92 * 86_400_000;

/** Support staff read policies and simulate them; only administrators change them. */
const procedure = procedureFor('support', 'admin');
const adminProcedure = procedureFor('admin').use(({ ctx, next }) =>
  next({ ctx: { ...ctx, change: (wish: PolicyWish) => change(ctx.deps, ctx.viewer.userId, wish) } }),
);

/** A draft with a version that no comparison looks at. */
const drafted = policyDraft.transform((draft) => withVersion(draft, 1));

/** What somebody is still typing: of a policy's form, but its texts may say anything. */
const unfinished = escalationPolicy.omit({ version: true }).extend({
  policyId: z.string().max(200),
  appliesTo: z.union([
    z.strictObject({ category: z.string().max(200) }),
    z.strictObject({ template: z.string().max(200) }),
  ]),
  steps: z
    .array(
      escalationPolicy.shape.steps.element.extend({
        within: z.string().max(50),
        send: z.strictObject({ channel: z.enum(channels), template: z.string().max(200) }),
      }),
    )
    .min(1)
    .max(10),
  giveUpAfter: z.string().max(50),
});

export const policiesRouter = createRouter({
  /** Every policy as it is now, those in force first, and what policies may name. */
  list: procedure.query(async ({ ctx }) => {
    const { book, versions } = await readPolicyHistory(ctx.deps, ctx.viewer);
    const policies = Object.entries(book.policies).flatMap(([id, { status, version: newest, policy }]) => {
      const [last] = versions.get(id) ?? [];
      if (policy === null || last === undefined) return [];
      const findings = status === 'in_force' ? findingsOf(policy, book) : [];
      return [
        { policyId: id, status, version: newest, policy, changedAt: last.at, changedBy: last.by, findings },
      ];
    });
    return {
      mayEdit: ctx.viewer.role === 'admin',
      policies: policies.sort(
        (a, b) => a.status.localeCompare(b.status) || a.policyId.localeCompare(b.policyId),
      ),
      prices: book.prices,
      choices: policyChoices,
    };
  }),

  /** One policy with all of its versions, the newest first. */
  byId: procedure.input(z.object({ policyId })).query(async ({ ctx, input }) => {
    const { book, versions } = await readPolicyHistory(ctx.deps, ctx.viewer);
    const entry = entryOf(book, input.policyId);
    if (entry === null || entry.policy === null) {
      throw new DomainError('policy_unknown', 'There is no policy of this name.');
    }
    return {
      mayEdit: ctx.viewer.role === 'admin',
      ...{ policyId: input.policyId, status: entry.status, version: entry.version, policy: entry.policy },
      versions: versions.get(input.policyId) ?? [],
      choices: policyChoices,
    };
  }),

  /** All that is to be said of a draft: first what cannot be read, and once it can, what it would come to. */
  lint: procedure.input(z.object({ draft: unfinished })).query(async ({ ctx, input }) => {
    const read = policyDraft.safeParse(input.draft);
    const book = await loadWholePolicyBook(ctx.deps.eventStore);
    const findings: readonly FindingView[] = read.success
      ? findingsOf(withVersion(read.data, 1), book)
      : read.error.issues.map((issue) => unreadable(issue, input.draft));
    return { findings };
  }),

  /** Saves a policy, new or changed. `basis` is the version that was looked at, `confirmed` the warnings that are meant. */
  save: adminProcedure
    .input(
      z.object({
        draft: policyDraft,
        basis: version.nullable(),
        confirmed: z.array(z.string().max(200)).max(100).default([]),
      }),
    )
    .mutation(({ ctx, input }) => ctx.change({ type: 'SavePolicy', ...input })),

  /** Takes a policy out of force. What is planned by it already goes on. */
  retire: adminProcedure
    .input(z.object({ policyId, basis: version }))
    .mutation(({ ctx, input }) => ctx.change({ type: 'RetirePolicy', ...input })),

  /** What one message on each channel costs, with the version to change it by. */
  prices: procedure.query(async ({ ctx }) => {
    const { prices } = await loadWholePolicyBook(ctx.deps.eventStore);
    return { mayEdit: ctx.viewer.role === 'admin', prices };
  }),

  /** Sets what one message on a channel costs; null where that is not known. `basis` is 0 for the first time. */
  setPrice: adminProcedure
    .input(z.object({ channel: z.enum(channels), price: money.nullable(), basis: z.int().nonnegative() }))
    .mutation(({ ctx, input }) => ctx.change({ type: 'SetChannelPrice', ...input })),

  /** What a draft would have done to the newest notifications of a time, and what the version in force would have. */
  simulate: procedure
    .input(
      z
        .object({ draft: drafted, from: instant, to: instant })
        .refine(({ from, to }) => from < to, { path: ['to'], error: 'must be after from' })
        .refine(({ from, to }) => msFromInstant(to) - msFromInstant(from) <= longestSimulationMs, {
          path: ['from'],
          error: 'at most 92 days before to',
        }),
    )
    .query(({ ctx, input: { draft, from, to } }) => simulatePolicy(ctx.deps, { policy: draft, from, to })),
});

async function change(deps: Context['deps'], actor: string, wish: PolicyWish) {
  const changed = await changeEscalationPolicies(deps, wish, { actor, at: deps.now() });
  await deps.nudge();
  return changed;
}

type Unfinished = z.infer<typeof unfinished>;

/** Texts say themselves how they should look; what was not chosen yet is only missing. */
function unreadable({ path, message }: z.core.$ZodIssue, draft: Unfinished): FindingView {
  const target = `appliesTo.${'template' in draft.appliesTo ? 'template' : 'category'}`;
  const field = path[0] === 'appliesTo' ? target : path.join('.');
  const isChoice = field === target || field.endsWith('.template');
  const text = isChoice ? 'Choose one.' : `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  const sentence = text.endsWith('.') ? text : `${text}.`;
  return {
    severity: 'error',
    rule: 'unreadable',
    path: field,
    message: sentence,
    key: `${field} unreadable`,
  };
}
