import type { Channel } from '#server/domain/message/report.ts';
import { moneyText } from './money-text.ts';
import type { Choices, Policy, Step } from './policy.ts';

/** `thing` is what is sent over a channel, `by` how it is sent. */
export const channelWords = {
  email: { name: 'Email', thing: 'email', by: 'by email' },
  sms: { name: 'SMS', thing: 'SMS', by: 'by SMS' },
  push: { name: 'Push', thing: 'push message', by: 'by push' },
  in_app: { name: 'In-app', thing: 'in-app message', by: 'in the app' },
} as const satisfies Record<Channel, { name: string; thing: string; by: string }>;

export const conditionWords = {
  not_opened: 'is not opened',
  not_delivered: 'is not delivered',
  bounced: 'bounces',
} as const satisfies Record<Step['when'], string>;

export const startWords = {
  delivered: 'delivery',
  accepted: 'acceptance',
} as const satisfies Record<Step['after'], string>;

export const openWords = {
  ignore: 'do not count',
  count: 'count as a person’s',
} as const satisfies Record<Policy['unknownOpens'], string>;

const units = { s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;

/** `15 minutes` for `15m`; what is no duration stays as it is. */
export function durationText(text: string): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') return text;
  return `${count} ${units[unit]}${count === '1' ? '' : 's'}`;
}

/** The title of a template; its id where it is not there any more. */
export function templateTitle({ templates }: Choices, id: string): string {
  return templates.find((one) => one.id === id)?.title ?? id;
}

/** Whom a policy is for: `Critical notifications of the category Billing`. */
export function targetText(
  { appliesTo, critical }: Pick<Policy, 'appliesTo' | 'critical'>,
  choices: Choices,
) {
  const which = critical ? 'Critical notifications' : 'Notifications';
  if ('template' in appliesTo)
    return `${which} by the template ${templateTitle(choices, appliesTo.template)}`;
  const title = choices.categories.find(({ id }) => id === appliesTo.category)?.title ?? appliesTo.category;
  return `${which} of the category ${title}`;
}

/** One step as a sentence. `watched` is the channel of the message before it. */
export function stepText({ when, within, after, send }: Step, watched: Channel, choices: Choices): string {
  const time = `within ${durationText(within)} of its ${startWords[after]}`;
  const what = `“${templateTitle(choices, send.template)}” ${channelWords[send.channel].by}`;
  return `If the ${channelWords[watched].thing} ${conditionWords[when]} ${time}, send ${what}.`;
}

/** The channel whose message a step waits for: that of the step before it, else the policy's. */
function watchedBy({ channel, steps }: Pick<Policy, 'channel' | 'steps'>, step: number): Channel {
  return steps[step - 1]?.send.channel ?? channel;
}

/** Each step as a sentence, under its name. */
export function stepLines(policy: Policy, choices: Choices): readonly (readonly [string, string])[] {
  return policy.steps.map((step, index) => [
    `Step ${index + 1}`,
    stepText(step, watchedBy(policy, index), choices),
  ]);
}

/** All that a policy says, each thing under a name of its own. */
export function policyLines(policy: Policy, choices: Choices): readonly (readonly [string, string])[] {
  return [
    ['For', targetText(policy, choices)],
    ['First told', channelWords[policy.channel].by],
    ...stepLines(policy, choices),
    ['Cost cap', policy.maxCost === undefined ? 'none' : `${moneyText(policy.maxCost)} a notification`],
    ['Gives up after', durationText(policy.giveUpAfter)],
    ['Opens that may be a machine’s', openWords[policy.unknownOpens]],
  ];
}

export interface PolicyChange {
  readonly what: string;
  /** Null for what was not there before, or is not there any more. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What one version says otherwise than the one before it. */
export function changesBetween(before: Policy, after: Policy, choices: Choices): readonly PolicyChange[] {
  const from = new Map(policyLines(before, choices));
  const to = new Map(policyLines(after, choices));
  return [...new Set([...from.keys(), ...to.keys()])]
    .map((what) => ({ what, from: from.get(what) ?? null, to: to.get(what) ?? null }))
    .filter((change) => change.from !== change.to);
}
