import { type CategoryTable, findCategory, isLocked } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Cell, Fact } from './cell.ts';
import { daysAfter, expiryAfter, type SuppressionPolicy } from './policy.ts';
import { policyAt } from './policy-timeline.ts';
import type { SuppressionReason } from './reason.ts';
import type { SuppressionScope } from './scope.ts';
import type { CellKey, SuppressionState } from './state.ts';
import type { Suppression, SuppressionRules } from './suppression.ts';

/** A fact that suppresses, and what. */
interface Verdict {
  readonly fact: Fact;
  readonly scope: SuppressionScope;
  readonly expiresAt: Instant | null;
}

/**
 * The suppressions that the facts about an address come to under the rules, expired ones included; by cell, then scope.
 * Each fact is judged by the policy in force when it happened. Another bounce never ends a suppression.
 */
export function suppressionsOf(state: SuppressionState, rules: SuppressionRules): readonly Suppression[] {
  // Safe: the keys of the cells are cell keys.
  const keys = Object.keys(state.cells).sort() as CellKey[];
  return keys.flatMap((key) => {
    const cell = state.cells[key];
    return cell === undefined ? [] : suppressionsOfCell(state, key, cell, rules);
  });
}

function suppressionsOfCell(
  { channel, subjectId }: SuppressionState,
  key: CellKey,
  cell: Cell,
  rules: SuppressionRules,
): readonly Suppression[] {
  const verdicts = verdictsOf(key, cell, rules);
  const scopes = [...new Set(verdicts.map(({ scope }) => scope))].sort();
  return scopes.flatMap((scope) => {
    const ofScope = verdicts.filter((verdict) => verdict.scope === scope);
    const episode = lastEpisode(key, ofScope);
    if (episode === null) return [];
    const { first, newest, expiresAt } = episode;
    return {
      channel,
      subjectId,
      cell: key,
      reason: reasonOf(key, channel),
      scope,
      since: first.at,
      because: first.id,
      isCauseKnown: cell.forgotten === null,
      newest: { at: newest.at, id: newest.id },
      expiresAt,
    };
  });
}

function verdictsOf(key: CellKey, cell: Cell, rules: SuppressionRules): readonly Verdict[] {
  if (key === 'soft_bounce_limit') return softBounceVerdicts(cell, rules);
  return cell.facts.flatMap((fact) => {
    const policy = policyAt(rules.policies, fact.at);
    const scope = fact.scope ?? scopeOf(key, fact.category, policy, rules.categories);
    if (scope === null) return [];
    const expiresAt =
      key === 'hard_bounce' ? expiryAfter(fact.at, policy.hardBounces.expiresAfterDays) : fact.expiresAt;
    return [{ fact, scope, expiresAt }];
  });
}

/**
 * The bounces that complete a run: `limit` of them since the last delivery within the window that ends there.
 * More bounces in a row than a cell can hold are a run whatever the window.
 */
function softBounceVerdicts({ facts, forgotten }: Cell, rules: SuppressionRules): readonly Verdict[] {
  return facts.flatMap((fact, index) => {
    const { limit, withinDays, expiresAfterDays } = policyAt(rules.policies, fact.at).softBounces;
    const first = facts[index - limit + 1];
    const isRun = first !== undefined && fact.at <= daysAfter(first.at, withinDays);
    if (!isRun && (forgotten === null || index < facts.length - 1)) return [];
    return [{ fact, scope: 'all_but_security', expiresAt: expiryAfter(fact.at, expiresAfterDays) }];
  });
}

/** What a fact forbids that does not say so itself; null when it can forbid nothing. */
function scopeOf(
  key: CellKey,
  category: string | null,
  policy: SuppressionPolicy,
  categories: CategoryTable,
): SuppressionScope | null {
  if (key === 'stop') return policy.stop;
  if (key === 'hard_bounce') return 'everything';
  if (key === 'complaint' || key === 'unsubscribe:global') return 'all_but_security';
  const named = groupCategory(key, policy) ?? category;
  if (named !== null && isLocked(named)) return null;
  const known = named === null ? null : findCategory(categories, named);
  if (key.startsWith('unsubscribe:sender'))
    return known === null ? 'all_but_security' : `stream:${known.stream}`;
  // Whoever leaves a list we do not know wants less advertising at least.
  return known === null ? 'stream:marketing' : `category:${named}`;
}

const groupPrefix = 'unsubscribe:group:';

function groupCategory(key: CellKey, { groups }: SuppressionPolicy): string | null {
  if (!key.startsWith(groupPrefix)) return null;
  const group = key.slice(groupPrefix.length);
  return Object.hasOwn(groups, group) ? (groups[group] ?? null) : null;
}

const hardBounceReason = {
  email: 'hard_bounce',
  sms: 'invalid_number',
  push: 'inactive',
  in_app: 'inactive',
} as const satisfies Record<Channel, SuppressionReason>;

/** What a ground is called, which no policy changes. */
export function reasonOf(key: CellKey, channel: Channel): SuppressionReason {
  if (key === 'hard_bounce') return hardBounceReason[channel];
  const [kind, reason] = key.split(':');
  // Safe: the first part of every key is a reason, except of an added one, where the second part is.
  return (kind === 'added' ? reason : kind) as SuppressionReason;
}

interface Episode {
  readonly first: Fact;
  readonly newest: Fact;
  readonly expiresAt: Instant | null;
}

/** The last stretch of verdicts without a gap between them; null when there is no verdict. */
function lastEpisode(key: CellKey, verdicts: readonly Verdict[]): Episode | null {
  return verdicts.reduce<Episode | null>((episode, { fact, expiresAt }) => {
    const hasEnded = episode?.expiresAt != null && fact.at >= episode.expiresAt;
    if (episode === null || hasEnded) return { first: fact, newest: fact, expiresAt };
    // Who adds a suppression again says anew how long it lasts; reports only ever make it longer.
    const until = key.startsWith('added:') ? expiresAt : later(episode.expiresAt, expiresAt);
    return { first: episode.first, newest: fact, expiresAt: until };
  }, null);
}

/** For ever, null, is later than any instant. */
function later(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}
