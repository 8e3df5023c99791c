import { type CategoryTable, findCategory } from '#server/domain/category/category.ts';
import { type LintFinding, lintPolicy } from '#server/domain/escalation/lint.ts';
import type { EscalationPolicy } from '#server/domain/escalation/policy.ts';
import { compareText } from '#server/domain/message/ordering.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';

/** Something wrong or odd about a policy. An error forbids saving it; a warning needs somebody to say that it is meant. */
export interface PolicyFinding {
  readonly severity: 'error' | 'warning';
  readonly rule: LintFinding['rule'] | OwnRule;
  /** The field it is about, such as `steps.0.within`. */
  readonly path: string;
  /** One sentence for whoever writes the policy. */
  readonly message: string;
  /** The other policy that it is about, where it is about one. */
  readonly rival?: string;
}

type OwnRule =
  | 'category_unknown'
  | 'template_unknown'
  | 'channel_not_offered'
  | 'comes_after_another'
  | 'comes_before_another';

/** What a policy meets in the installation. */
export interface PolicySurroundings {
  readonly categories: CategoryTable;
  /** The ids of those there are. */
  readonly templates: readonly string[];
  readonly prices: Readonly<Record<Channel, Money | null>>;
  /** Those in force; one with the same id is the policy itself, as it was. */
  readonly policies: readonly EscalationPolicy[];
}

/**
 * All that is to be said of a policy, in the order of its fields. A step that can never happen, and what is not there at
 * all, are errors; what happens otherwise than it reads, or not at all because of another policy, are warnings.
 */
export function policyFindings(
  policy: EscalationPolicy,
  surroundings: PolicySurroundings,
): readonly PolicyFinding[] {
  const { prices } = surroundings;
  const linted = lintPolicy(policy, { stream: streamOf(policy, surroundings.categories), prices });
  return [
    ...targetFindings(policy, surroundings),
    ...rivalFindings(policy, surroundings.policies),
    ...channelFindings(policy, surroundings.categories),
    ...templateFindings(policy, surroundings.templates),
    ...linted.map(fromLint),
  ].sort((a, b) => compareText(a.path, b.path));
}

/** What tells one finding of a policy from another. Somebody who confirms a warning names it by this. */
export function findingKey({ rule, path, rival }: Pick<PolicyFinding, 'rule' | 'path' | 'rival'>): string {
  return [path, rule, ...(rival === undefined ? [] : [rival])].join(' ');
}

/**
 * A template is sent in whatever category a notification says, so nothing is known of its stream; should it be marketing,
 * the workflow keeps it from SMS all the same.
 */
function streamOf({ appliesTo }: EscalationPolicy, categories: CategoryTable) {
  if ('template' in appliesTo) return 'transactional';
  return findCategory(categories, appliesTo.category)?.stream ?? 'marketing';
}

function targetFindings(
  { appliesTo }: EscalationPolicy,
  { categories, templates }: PolicySurroundings,
): readonly PolicyFinding[] {
  if ('template' in appliesTo) {
    return templates.includes(appliesTo.template) ? [] : [error('template_unknown', 'appliesTo.template')];
  }
  return findCategory(categories, appliesTo.category) === null
    ? [error('category_unknown', 'appliesTo.category')]
    : [];
}

function channelFindings(policy: EscalationPolicy, categories: CategoryTable): readonly PolicyFinding[] {
  if (!('category' in policy.appliesTo)) return [];
  const offered = findCategory(categories, policy.appliesTo.category)?.channels;
  if (offered === undefined) return [];
  const used = [
    { path: 'channel', channel: policy.channel },
    ...policy.steps.map(({ send }, step) => ({ path: `steps.${step}.send.channel`, channel: send.channel })),
  ];
  return used.flatMap(({ path, channel }) =>
    offered.includes(channel) ? [] : [error('channel_not_offered', path)],
  );
}

function templateFindings({ steps }: EscalationPolicy, templates: readonly string[]) {
  return steps.flatMap(({ send }, step) =>
    templates.includes(send.template) ? [] : [error('template_unknown', `steps.${step}.send.template`)],
  );
}

/** One notification has one policy: of two for the same, the one whose id is the smaller. */
function rivalFindings(
  policy: EscalationPolicy,
  others: readonly EscalationPolicy[],
): readonly PolicyFinding[] {
  const path = `appliesTo.${'template' in policy.appliesTo ? 'template' : 'category'}`;
  return others
    .filter((other) => other.policyId !== policy.policyId && targetOf(other) === targetOf(policy))
    .map((rival) => {
      const isFirst = compareText(policy.policyId, rival.policyId) < 0;
      const rule = isFirst ? 'comes_before_another' : 'comes_after_another';
      const message = rivalMessage(policy, rival, isFirst);
      return { severity: 'warning', rule, path, message, rival: rival.policyId };
    });
}

/** A policy for critical notifications leaves the others to the next one. */
function rivalMessage(policy: EscalationPolicy, rival: EscalationPolicy, isFirst: boolean): string {
  const first = isFirst ? policy : rival;
  const what = first.critical ? 'critical notifications' : 'notifications';
  return isFirst
    ? `The policy ${rival.policyId} is for the same. By its name this one comes first and takes over its ${what}.`
    : `The policy ${rival.policyId} is for the same and comes first by its name, so ${what} never come to this one.`;
}

function targetOf({ appliesTo }: EscalationPolicy): string {
  return 'template' in appliesTo ? `template ${appliesTo.template}` : `category ${appliesTo.category}`;
}

/** Which field of a step a finding of the linter is about. */
const fields = {
  marketing_never_sms: 'send.channel',
  delivered_cannot_be_undelivered: 'after',
  delivery_not_told: 'after',
  bounce_not_told: 'when',
  opening_not_told: 'when',
  gives_up_before: 'within',
  too_dear: 'send.channel',
  price_unknown: 'send.channel',
  follows_never: 'when',
} as const satisfies Record<LintFinding['rule'], string>;

function fromLint({ step, verdict, rule, message }: LintFinding): PolicyFinding {
  const severity = verdict === 'never' ? 'error' : 'warning';
  return { severity, rule, path: `steps.${step}.${fields[rule]}`, message };
}

const messages = {
  category_unknown: 'There is no such category. Choose another.',
  template_unknown: 'There is no such template. Choose another.',
  channel_not_offered: 'The category is not sent over this channel. Choose another.',
} as const;

function error(rule: keyof typeof messages, path: string): PolicyFinding {
  return { severity: 'error', rule, path, message: messages[rule] };
}
