import type { CategoryTable } from '#server/domain/category/category.ts';
import type { Measurement } from './judge.ts';
import { type MailCounts, shareOf } from './metric.ts';
import { alertRuleIds, alertRules } from './rules.ts';
import { type AlertScope, alertScope, streamOf, watchedStreams } from './scope.ts';

/** The mail of one window, told apart by category and by recipient domain. */
export interface MailWindow {
  readonly windowHours: number;
  readonly byCategory: readonly (MailCounts & { readonly value: string })[];
  readonly byDomain: readonly (MailCounts & { readonly value: string })[];
}

/** Every window that a rule asks for, in hours. */
export const windowsAsked: readonly number[] = [
  ...new Set(alertRuleIds.map((id) => alertRules[id].windowHours)),
];

/**
 * How the mail of each stream and of each domain fares, for every rule. A domain that is none, such as what stands for
 * all others, is not watched by itself; its mail counts in its stream.
 */
export function measure(windows: readonly MailWindow[], categories: CategoryTable): readonly Measurement[] {
  return windows.flatMap(({ windowHours, byCategory, byDomain }) => {
    const scopes: readonly (readonly [AlertScope, MailCounts])[] = [
      ...watchedStreams.map((name) => {
        const own = byCategory.filter(({ value }) => streamOf(value, categories) === name);
        return [{ kind: 'stream', name }, sumOf(own)] as const;
      }),
      ...byDomain.flatMap(({ value, ...counts }) => {
        const scope = alertScope.safeParse({ kind: 'recipient_domain', name: value });
        return scope.success ? [[scope.data, counts] as const] : [];
      }),
    ];
    return alertRuleIds
      .filter((rule) => alertRules[rule].windowHours === windowHours)
      .flatMap((rule) =>
        scopes.map(([scope, counts]) => ({ rule, scope, ...shareOf(alertRules[rule].metric, counts) })),
      );
  });
}

export function sumOf(all: readonly MailCounts[]): MailCounts {
  const total = (name: keyof MailCounts) => all.reduce((sum, counts) => sum + counts[name], 0);
  return {
    delivered: total('delivered'),
    softBounced: total('softBounced'),
    hardBounced: total('hardBounced'),
    dropped: total('dropped'),
    failed: total('failed'),
    complained: total('complained'),
  };
}
