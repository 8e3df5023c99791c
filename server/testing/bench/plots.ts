import type { MachineVerdict, ReportKind } from '#server/domain/message/report.ts';

/** Something that happens to a message so long after it was asked for, or handed to the provider. */
export type Step =
  | { readonly afterMs: number; readonly report: ReportKind; readonly machine?: MachineVerdict }
  | { readonly afterMs: number; readonly own: OwnFact };

/** What is appended without a provider. */
export type OwnFact =
  | 'address_set'
  | 'preference_changed'
  | 'notification_requested'
  | 'decided'
  | 'requested'
  | 'escalation_planned'
  | 'escalation_cancelled'
  | 'unreadable';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const report = (afterMs: number, kind: ReportKind, machine?: MachineVerdict): Step => ({
  afterMs,
  report: kind,
  ...(machine === undefined ? {} : { machine }),
});
const own = (afterMs: number, fact: OwnFact): Step => ({ afterMs, own: fact });

const accepted = report(0, 'accepted');
const delivered = report(2 * second, 'delivered');
const opened = (afterMs: number) => report(afterMs, 'opened', 'human');
const clicked = (afterMs: number) => report(afterMs, 'clicked', 'human');

/** What becomes of a message outside, and how many of a thousand go that way. */
const fates: readonly { readonly share: number; readonly steps: readonly Step[] }[] = [
  { share: 400, steps: [accepted, delivered] },
  { share: 170, steps: [accepted, delivered, opened(4 * minute)] },
  { share: 100, steps: [accepted, delivered, opened(70 * minute)] },
  { share: 60, steps: [accepted, delivered, opened(2 * hour), opened(6 * hour)] },
  { share: 70, steps: [accepted, delivered, report(3 * second, 'opened', 'likely_machine')] },
  { share: 60, steps: [accepted, delivered, opened(9 * minute), clicked(10 * minute)] },
  { share: 40, steps: [accepted, delivered, opened(3 * hour), clicked(3 * hour + minute)] },
  { share: 30, steps: [accepted, report(minute, 'deferred'), report(12 * minute, 'delivered')] },
  { share: 20, steps: [accepted, report(4 * second, 'hard_bounced')] },
  { share: 20, steps: [accepted, report(30 * minute, 'soft_bounced')] },
  { share: 10, steps: [report(0, 'dropped')] },
  { share: 10, steps: [accepted, delivered, report(2 * minute, 'unsubscribed')] },
  { share: 5, steps: [accepted, delivered, report(4 * hour, 'complained')] },
  { share: 5, steps: [accepted, report(2 * second, 'sent'), own(5 * second, 'unreadable')] },
];

const asked = [own(0, 'notification_requested'), own(0, 'decided'), own(0, 'requested')];

/** What goes before, for messages of ours; two in five are. */
const beginnings: readonly { readonly share: number; readonly steps: readonly Step[] }[] = [
  { share: 600, steps: [] },
  { share: 250, steps: asked },
  { share: 80, steps: [own(0, 'address_set'), ...asked] },
  { share: 20, steps: [own(0, 'preference_changed'), ...asked] },
  { share: 50, steps: [...asked, own(0, 'escalation_planned'), own(15 * minute, 'escalation_cancelled')] },
];

const perMille = <Item extends { readonly share: number }>(items: readonly Item[]): readonly Item[] =>
  items.flatMap((item) => Array.from({ length: item.share }, () => item));
const fateOf = perMille(fates);
const beginningOf = perMille(beginnings);

export interface Plot {
  readonly isOurs: boolean;
  readonly steps: readonly Step[];
}

/** What happens to a message by two numbers from 0 to 999. */
export function plotOf(beginning: number, fate: number): Plot {
  const before = beginningOf[beginning]?.steps ?? [];
  return { isOurs: before.length > 0, steps: [...before, ...(fateOf[fate]?.steps ?? [])] };
}

/** Every delay that occurs in some plot, the longest first. */
export const delaysMs: readonly number[] = [
  ...new Set([...fates, ...beginnings].flatMap(({ steps }) => steps.map(({ afterMs }) => afterMs))),
].toSorted((a, b) => b - a);
