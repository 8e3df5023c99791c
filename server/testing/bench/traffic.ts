import { type Instant, instantFromMs, msFromInstant } from '#server/domain/instant.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { RehearsedReport } from '#server/providers/provider.ts';

/** What becomes of ten messages: 25 reports, with an even share of the kinds a healthy sender sees. */
const fates: readonly (readonly ReportKind[])[] = [
  ['accepted', 'delivered', 'opened'],
  ['accepted', 'delivered'],
  ['accepted', 'delivered', 'opened', 'clicked'],
  ['accepted', 'delivered'],
  ['accepted', 'deferred', 'delivered'],
  ['accepted', 'delivered'],
  ['accepted', 'hard_bounced'],
  ['accepted', 'delivered'],
  ['accepted', 'delivered', 'opened'],
  ['accepted', 'soft_bounced'],
];

export const eventsPerBatch = 1_000;
const messagesPerBatch = 400;
const eventsPerBlock = 250;
const messagesPerBlock = 100;

/** Batches of 1,000 reports on 400 new messages to 400 new recipients, or single reports of the same kind of mail. */
export type Unit = 'batch' | 'single';

/** The reports of request number `number`. The same number says the same; no two numbers share a message in a batch. */
export function reportsOf(unit: Unit, number: number, since: Instant): readonly RehearsedReport[] {
  if (unit === 'batch') return reportsOn('b', number * messagesPerBatch, messagesPerBatch, since);
  const block = Math.floor(number / eventsPerBlock);
  const reports = reportsOn('s', block * messagesPerBlock, messagesPerBlock, since);
  return reports.slice(number % eventsPerBlock, (number % eventsPerBlock) + 1);
}

/** Reports in the order of time: first what happened first to each message, then what happened next. */
function reportsOn(prefix: string, first: number, messages: number, since: Instant): RehearsedReport[] {
  const longest = Math.max(...fates.map((fate) => fate.length));
  const reports: RehearsedReport[] = [];
  for (let step = 0; step < longest; step += 1) {
    for (let message = first; message < first + messages; message += 1) {
      const kind = fates[message % fates.length]?.[step];
      if (kind) reports.push(reportOn(`${prefix}${message}`, message, kind, step, since));
    }
  }
  return reports;
}

/** Long ids and names, as real ones are: the size of a webhook is part of what is measured. */
function reportOn(
  id: string,
  message: number,
  kind: ReportKind,
  step: number,
  since: Instant,
): RehearsedReport {
  return {
    kind,
    at: instantFromMs(msFromInstant(since) + step * 60_000 + (message % 50) * 1000),
    recipient: `${givenNames[message % givenNames.length]}.${id}@mail-${message % 37}.example.com`,
    providerMessageId: `wXqT-${id.padStart(18, '0')}`,
    subjectLine: `Your order 2026-${message} was packed and is on its way to you: track it, or change where it goes`,
    category: 'order-confirmation-with-tracking',
    ...(kind === 'delivered' ? { reason: acceptance(message) } : {}),
    template: 'd-6f3c2a9b7e514d08a1c5e0b94f7d2c36',
    url: `https://shop.example.com/orders/2026-${message}?utm_source=mail&utm_campaign=order-confirmation`,
    ip: `203.0.113.${message % 250}`,
  };
}

function acceptance(message: number): string {
  return `250 2.0.0 OK ${1_795_000_000 + message} ${message.toString(16).padStart(12, '0')}-9af0e2si${message}qkb.184 - queued`;
}

const givenNames = ['alexandra', 'benedikt', 'charlotte', 'dimitrios', 'eleonora', 'frederick', 'giovanna'];
