import { z } from 'zod';
import { changeEscalationPolicies, type PolicyWish } from '#server/commands/change-escalation-policies.ts';
import { loadWholePolicyBook } from '#server/commands/load-policy-book.ts';
import { DomainError } from '#server/domain/domain-error.ts';
import { escalationPolicy } from '#server/domain/escalation/policy.ts';
import { entryOf } from '#server/domain/escalation-policy/book.ts';
import { type PolicyDraft, policyDraft, withVersion } from '#server/domain/escalation-policy/draft.ts';
import { findingsOf } from '#server/trpc/policy-views.ts';
import { named, namedBody } from '../components.ts';
import { operation, type RestDeps } from '../operation.ts';
import { Problem } from '../problem.ts';

const nothing = z.strictObject({});
const byId = z.strictObject({ id: z.string().min(1).max(100) });
const version = z.int().positive();

const policyShape = named(
  'Policy',
  escalationPolicy.omit({ policyId: true, version: true }).extend({
    id: z.string(),
    status: z.enum(['in_force', 'retired']),
    version: version.meta({ description: 'Of its newest change: name it as `basis` of the next.' }),
  }),
);

const answer = {
  status: 200,
  description: 'The policy as it is now.',
  schema: policyShape,
  mediaType: 'application/json',
} as const;

const putOperation = operation({
  id: 'putPolicy',
  method: 'PUT',
  path: '/policies/{id}',
  group: 'Policies',
  scope: 'policies:write',
  summary: 'Say how notifications are told again',
  description:
    'In force from the moment of the answer, for what is asked from then on: what is planned already goes on as it was promised. What is so already brings nothing. What is wrong or odd about a policy is listed in `errors`.',
  params: z.strictObject({ id: policyDraft.shape.policyId }),
  query: nothing,
  body: namedBody(
    'PolicyChange',
    policyDraft.omit({ policyId: true }).extend({
      basis: version
        .nullable()
        .default(null)
        .meta({ description: 'The version that you saw; null for a policy that is to be new.' }),
      confirmWarnings: z
        .boolean()
        .default(false)
        .meta({ description: 'Whether what is odd about it is meant. Errors are refused all the same.' }),
    }),
  ),
  answer,
  refusals: ['policy_changed', 'policy_name_taken', 'policy_refused', 'policy_unconfirmed'],
  async handle(deps, { actor }, { params: { id }, body: { basis, confirmWarnings, ...said } }) {
    const draft: PolicyDraft = { ...said, policyId: id };
    const findings = findingsOf(withVersion(draft, 1), await loadWholePolicyBook(deps.eventStore));
    const confirmed = confirmWarnings ? findings.map(({ key }) => key) : [];
    const errors = findings.map(({ path, rule: code, message }) => ({ path: `body.${path}`, code, message }));
    try {
      await change(deps, actor, { type: 'SavePolicy', draft, basis, confirmed });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const isListed = error.code === 'policy_refused' || error.code === 'policy_unconfirmed';
      if (isListed) return new Problem(error.code, undefined, { errors });
      throw error;
    }
    return await policyOf(deps, id);
  },
});

const getOperation = operation({
  id: 'getPolicy',
  method: 'GET',
  path: '/policies/{id}',
  group: 'Policies',
  scope: 'policies:read',
  summary: 'How some notifications are told again',
  params: byId,
  query: nothing,
  body: null,
  answer,
  refusals: ['policy_unknown'],
  handle: (deps, _caller, { params }) => policyOf(deps, params.id),
});

const retireOperation = operation({
  id: 'retirePolicy',
  method: 'DELETE',
  path: '/policies/{id}',
  group: 'Policies',
  scope: 'policies:write',
  summary: 'Take a policy out of force',
  description: 'What is planned by it already goes on. The policy is kept, and may be put in force again.',
  params: byId,
  query: z.strictObject({
    basis: z.coerce.number().int().positive().meta({ description: 'The version that you saw.' }),
  }),
  body: null,
  answer,
  refusals: ['policy_unknown', 'policy_changed'],
  async handle(deps, { actor }, { params: { id: policyId }, query: { basis } }) {
    await change(deps, actor, { type: 'RetirePolicy', policyId, basis });
    return await policyOf(deps, policyId);
  },
});

export const policyOperations = [putOperation, getOperation, retireOperation];

async function change(deps: RestDeps, actor: string, wish: PolicyWish): Promise<void> {
  const { changed } = await changeEscalationPolicies(deps, wish, { actor, at: deps.now() });
  if (changed) await deps.nudge();
}

/** Straight from the store, so that what was changed a moment ago is told. */
async function policyOf({ eventStore }: Pick<RestDeps, 'eventStore'>, id: string) {
  const entry = entryOf(await loadWholePolicyBook(eventStore), id);
  if (entry === null || entry.policy === null) return new Problem('policy_unknown');
  const { policyId: _id, version: _own, ...said } = entry.policy;
  return { id, status: entry.status, version: entry.version, ...said };
}
