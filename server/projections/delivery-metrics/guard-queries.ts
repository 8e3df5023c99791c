import { type SQL, sql } from 'drizzle-orm';
import type { Drizzle } from '#db/client.ts';
import { deliveryMetrics } from '#db/schema/delivery-metrics.ts';
import { causeDimensions, type Part } from '#server/domain/alert/cause.ts';
import { type MailWindow, windowsAsked } from '#server/domain/alert/measure.ts';
import { type MailCounts, shareOf } from '#server/domain/alert/metric.ts';
import { type AlertRuleId, alertRules } from '#server/domain/alert/rules.ts';
import { type AlertScope, streamOf } from '#server/domain/alert/scope.ts';
import type { CategoryTable } from '#server/domain/category/category.ts';
import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';

const hourMs = 60 * 60_000;
/** Of each dimension, the values with the most trouble; one that stands out is among them. */
const mostValues = 5;

const sums = sql`
  sum(delivered)::int as delivered, sum(soft_bounced)::int as "softBounced",
  sum(hard_bounced)::int as "hardBounced", sum(dropped)::int as dropped, sum(failed)::int as failed,
  sum(complained)::int as complained`;

/** The mail of every window that a rule asks for, as it stands at a moment. Mail alone: other channels have no spam. */
export async function mailWindows(
  db: Drizzle,
  categories: CategoryTable,
  at: Instant,
): Promise<readonly MailWindow[]> {
  return await Promise.all(
    windowsAsked.map(async (windowHours) => {
      // Templates and the like are left out, which webhooks may fill with as many names as they please.
      const found = await db.execute<Row>(sql`
        with mail as (select *, ${knownCategory(categories)} as known_category from ${deliveryMetrics}
          where ${within(windowHours, at)})
        select case when grouping(known_category) = 0 then 'category' else 'domain' end as dimension,
          coalesce(known_category, recipient_domain) as value, ${sums}
        from mail group by grouping sets ((known_category), (recipient_domain))`);
      const of = (dimension: string) => found.filter((row) => row.dimension === dimension);
      return { windowHours, byCategory: of('category'), byDomain: of('domain') };
    }),
  );
}

/** What the mail of one scope has in common, where trouble is most frequent: what a likely cause is found among. */
export async function mailParts(
  db: Drizzle,
  categories: CategoryTable,
  { rule, scope }: { readonly rule: AlertRuleId; readonly scope: AlertScope },
  at: Instant,
): Promise<readonly Part[]> {
  const { metric, windowHours } = alertRules[rule];
  const trouble = {
    complaints: sql`sum(complained)`,
    deliveries: sql`sum(soft_bounced + hard_bounced + dropped + failed)`,
    bounces: sql`sum(hard_bounced)`,
  }[metric];
  const found = await db.execute<Row>(sql`
    with grouped as (
      select case when grouping(template) = 0 then 'template' when grouping(recipient_domain) = 0 then
          'recipient_domain' when grouping(provider) = 0 then 'provider' else 'category' end as dimension,
        coalesce(template, recipient_domain, provider, category) as value, ${trouble} as trouble, ${sums}
      from ${deliveryMetrics} where ${within(windowHours, at)} and ${ofScope(scope, categories)}
      group by grouping sets ((template), (recipient_domain), (provider), (category))
    ),
    ranked as (select *, row_number() over (partition by dimension order by trouble desc, value) as rank from grouped)
    select * from ranked where rank <= ${mostValues}`);
  return found.flatMap(({ dimension, value, ...counts }) => {
    const known = causeDimensions.find((one) => one === dimension);
    return known === undefined ? [] : [{ dimension: known, value, ...shareOf(metric, counts) }];
  });
}

interface Row extends MailCounts, Record<string, unknown> {
  readonly dimension: string;
  readonly value: string;
}

function within(windowHours: number, at: Instant): SQL {
  const from = instantFromMs(msFromInstant(at) - windowHours * hourMs);
  return sql`channel = 'email' and hour >= ${from}::timestamptz and hour < ${at}::timestamptz`;
}

function ofScope(scope: AlertScope, categories: CategoryTable): SQL {
  if (scope.kind === 'recipient_domain') return sql`recipient_domain = ${scope.name}`;
  if (scope.name === 'unknown') return sql`not ${isOneOf(Object.keys(categories))}`;
  return isOneOf(Object.keys(categories).filter((name) => streamOf(name, categories) === scope.name));
}

/** The name of a category that is known, or an empty one. */
function knownCategory(categories: CategoryTable): SQL {
  return sql`case when ${isOneOf(Object.keys(categories))} then category else '' end`;
}

function isOneOf(names: readonly string[]): SQL {
  return sql`category = any(${sql.param([...names])}::text[])`;
}
