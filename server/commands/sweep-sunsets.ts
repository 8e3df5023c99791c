import { defaultCategories } from '#server/domain/category/category.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { SunsetVerdict } from '#server/domain/sunset/judge.ts';
import { monthsBefore, type SunsetPolicy } from '#server/domain/sunset/policy.ts';
import { type Silence, silentAddresses, unsettledAddresses } from '#server/projections/sunsets/queries.ts';
import { loadSunsetPolicy } from './load-sunset.ts';
import { lookAtSunset, type SunsetLookDeps } from './look-at-sunset.ts';

/** How many addresses one step looks at, and how many mails one run asks for at most. */
const pageSize = 100;
export const mostAsked = 500;

/** What one page came to; `after` is where the next one starts, null after the last. */
export interface SunsetSwept {
  readonly after: string | null;
  readonly asked: readonly string[];
  readonly ended: number;
  readonly kept: number;
  readonly cancelled: number;
}

/** What silence is, by the policy. */
export function silenceOf({ months }: Pick<SunsetPolicy, 'months'>, at: Instant): Silence {
  const categories = Object.entries(defaultCategories).flatMap(([name, { stream }]) =>
    stream === 'marketing' ? [name] : [],
  );
  return { at, since: monthsBefore(at, months), categories };
}

/** Settles who was asked and whose time is over, and takes back in who was out and came back. */
export async function settlePage(deps: SunsetLookDeps, after: string): Promise<SunsetSwept> {
  const found = await unsettledAddresses(deps.db, deps.now(), { after, limit: pageSize });
  return await lookAtAll(deps, found, null);
}

/** Asks silent addresses, `room` of them at most. Nobody while the policy is off. */
export async function askPage(deps: SunsetLookDeps, after: string, room: number): Promise<SunsetSwept> {
  const { policy } = await loadSunsetPolicy(deps.eventStore);
  if (!policy.enabled) return nothing;
  const silence = silenceOf(policy, deps.now());
  return await lookAtAll(deps, await silentAddresses(deps.db, silence, { after, limit: pageSize }), room);
}

const nothing: SunsetSwept = { after: null, asked: [], ended: 0, kept: 0, cancelled: 0 };

/** One after the other, for each reads a lot and none is in a hurry; until `room` were asked, if there is a limit. */
async function lookAtAll(
  deps: SunsetLookDeps,
  subjectIds: readonly string[],
  room: number | null,
): Promise<SunsetSwept> {
  const asked: string[] = [];
  const verdicts: SunsetVerdict[] = [];
  for (const subjectId of subjectIds) {
    if (asked.length === room) return { ...tallyOf(verdicts), asked, after: null };
    const { verdict, notificationId } = await lookAtSunset(deps, subjectId);
    verdicts.push(verdict);
    if (notificationId !== null) asked.push(notificationId);
  }
  const after = subjectIds.length === pageSize ? (subjectIds.at(-1) ?? null) : null;
  return { ...tallyOf(verdicts), asked, after };
}

function tallyOf(verdicts: readonly SunsetVerdict[]): Pick<SunsetSwept, 'ended' | 'kept' | 'cancelled'> {
  const count = (...some: readonly SunsetVerdict[]) => verdicts.filter((one) => some.includes(one)).length;
  return { ended: count('end'), kept: count('keep_engaged', 'keep_lifted'), cancelled: count('cancel') };
}
