import type { AlertCause } from './cause.ts';
import type { AlertMarks } from './events.ts';
import type { Share } from './metric.ts';
import { type AlertRuleId, alertRules } from './rules.ts';
import type { AlertScope } from './scope.ts';

/** What the marks of an alert are told by; a mail, a webhook and the screen say the same. */
export interface SpokenAlert {
  readonly rule: AlertRuleId;
  readonly scope: AlertScope;
}

const streamWords = {
  transactional: 'transactional mail',
  marketing: 'marketing mail',
  unknown: 'mail of no known category',
} as const;

export function scopeText(scope: AlertScope): string {
  return scope.kind === 'stream' ? streamWords[scope.name] : `mail to ${scope.name}`;
}

/** `Complaints about marketing mail` */
export function subjectText({ rule, scope }: SpokenAlert): string {
  const mail = scopeText(scope);
  switch (alertRules[rule].metric) {
    case 'complaints':
      return `Complaints about ${mail}`;
    case 'deliveries':
      return `Delivery of ${mail}`;
    case 'bounces':
      return `Bounces of ${mail}`;
  }
}

/** `24 hours`, `7 days` */
export function windowText(rule: AlertRuleId): string {
  const { windowHours } = alertRules[rule];
  return windowHours % 24 === 0 && windowHours > 24 ? `${windowHours / 24} days` : `${windowHours} hours`;
}

/** `3 complaints about 1,200 delivered mails` */
export function countText(rule: AlertRuleId, { count, of }: Share): string {
  const some = count.toLocaleString('en');
  const all = of.toLocaleString('en');
  switch (alertRules[rule].metric) {
    case 'complaints':
      return `${some} ${count === 1 ? 'complaint' : 'complaints'} about ${all} delivered mails`;
    case 'deliveries':
      return `${some} of ${all} mails delivered whose outcome is known`;
    case 'bounces':
      return `${some} hard ${count === 1 ? 'bounce' : 'bounces'} of ${all} mails whose outcome is known`;
  }
}

/** A share as people read it: `0.05 %`, `94.97 %`. Finer where it is tiny, so that it is not told as its own mark. */
export function percentText(rate: number): string {
  const percent = rate * 100;
  const text = percent.toFixed(percent > 0 && percent < 0.1 ? 3 : 2);
  return `${text.replace(/\.?0+$/, '')} %`;
}

export function rateText(share: Share): string {
  return share.of === 0 ? 'no mail' : percentText(share.count / share.of);
}

/** `Warning from 0.05 %, critical from 0.1 %, over below 0.04 %` */
export function marksText(rule: AlertRuleId, { warning, critical, resolved }: AlertMarks): string {
  const [reached, better] = alertRules[rule].badSide === 'above' ? ['from', 'below'] : ['below', 'above'];
  return `Warning ${reached} ${percentText(warning)}, critical ${reached} ${percentText(critical)}, over ${better} ${percentText(resolved)}`;
}

const dimensionWords = {
  template: (value: string) => `The template “${value}”`,
  recipient_domain: (value: string) =>
    value === 'other' ? 'Mail to domains outside the large mailbox providers' : `Mail to ${value}`,
  provider: (value: string) => `Mail sent through ${value}`,
  category: (value: string) => `The category “${value}”`,
} as const;

/** Subjects of enhanced status codes, RFC 3463 §3, as causes of a hard bounce. */
const codeWords: Readonly<Record<string, string>> = {
  '5.1': 'the address does not exist',
  '5.2': 'the mailbox is closed or full',
  '5.3': 'the receiving server could not take it',
  '5.4': 'the domain cannot be reached',
  '5.6': 'the content could not be read',
  '5.7': 'refused by policy (authentication, reputation or a block list)',
};

/** The likely cause in plain sentences, the numbers with it. `measured` is what the cause was found from. */
export function causeSentences(rule: AlertRuleId, measured: Share, cause: AlertCause): readonly string[] {
  return [partSentence(rule, measured, cause), ...codeSentences(cause)];
}

function partSentence(rule: AlertRuleId, measured: Share, { part, others }: AlertCause): string {
  const { metric } = alertRules[rule];
  const name = { complaints: 'complaints', deliveries: 'losses', bounces: 'bounces' }[metric];
  if (part === null || others === null) {
    return `Nothing stands out: no template, category, provider or recipient domain brings more than its share of the ${name}.`;
  }
  const trouble = (share: Share) => (metric === 'deliveries' ? share.of - share.count : share.count);
  const [own, all] = [trouble(part), trouble(measured)];
  const subject = dimensionWords[part.dimension](part.value);
  const some = own === all ? 'all' : `${own.toLocaleString('en')} of the`;
  const lead = `${subject} brings ${some} ${all.toLocaleString('en')} ${name}, but only ${percentText(part.of / measured.of)} of the mail.`;
  return others.of === 0 ? lead : `${lead} All other mail stands at ${rateText(others)}.`;
}

function codeSentences({ codes }: AlertCause): readonly string[] {
  const [first] = codes;
  if (first === undefined) return [];
  const all = codes.reduce((sum, { count }) => sum + count, 0);
  const words = codeWords[first.code];
  const meaning = words === undefined ? '' : `: ${words}`;
  const some = first.count === all ? 'All' : `${first.count.toLocaleString('en')} of`;
  return [`${some} ${all.toLocaleString('en')} bounces that came with a code carry ${first.code}${meaning}.`];
}
