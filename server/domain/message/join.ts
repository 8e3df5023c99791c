import { latest } from '#server/domain/instant.ts';
import { type MessageKind, messageKinds } from './kind.ts';
import { compareText, smaller, smallerKnown } from './ordering.ts';
import type { Engagement, MessageState } from './state.ts';
import { statusRanks } from './status.ts';
import { joinVisits } from './visits.ts';

/**
 * What two states of one message say together; commutative and associative. They must share no event, for events are
 * counted: otherwise RangeError. Where two events contradict each other, the smaller value stands.
 */
export function joinMessages(a: MessageState, b: MessageState): MessageState {
  const humanOpens = a.humanOpens + b.humanOpens;
  const reads = a.reads + b.reads;
  const clicks = a.clicks + b.clicks;
  const counts = joinEach(a.counts, b.counts, add);
  const order = compareStatus(a, b);
  const winner = order >= 0 ? a : b;
  const personal = joinPersonal(a, b, order);
  // Written out, because spreading so many fields was measured to cost more than joining them.
  return {
    messageId: a.messageId,
    subjectId: personal.subjectId,
    recipient: personal.recipient,
    subjectLine: personal.subjectLine,
    statusReason: personal.statusReason,
    erased: personal.erased,
    notificationId: smallerKnown(a.notificationId, b.notificationId),
    channel: smaller(a.channel, b.channel),
    provider: smallerKnown(a.provider, b.provider),
    providerMessageId: smallerKnown(a.providerMessageId, b.providerMessageId),
    category: smallerKnown(a.category, b.category),
    template: smallerKnown(a.template, b.template),
    status: winner.status,
    statusAt: winner.statusAt,
    statusCodes: winner.statusCodes,
    skipReason: smallerKnown(a.skipReason, b.skipReason),
    humanOpens,
    reads,
    clicks,
    counts,
    engagement: engagementOf({ humanOpens, reads, clicks, counts }),
    machineOpens: a.machineOpens + b.machineOpens,
    convertedValue: joinAmounts(a.convertedValue, b.convertedValue),
    visits: joinVisits(a.visits, b.visits),
    firstAt: smaller(a.firstAt, b.firstAt),
    lastAt: latest(a.lastAt, b.lastAt) ?? a.lastAt,
    times: joinEach(a.times, b.times, smaller),
    positions: union(a.positions, b.positions),
  };
}

/** The strongest thing that a person did. */
export function engagementOf(
  people: Pick<MessageState, 'humanOpens' | 'reads' | 'clicks' | 'counts'>,
): Engagement {
  if ((people.counts.converted ?? 0) > 0) return 'converted';
  if (people.clicks > 0) return 'clicked';
  if (people.reads > 0) return 'read';
  return people.humanOpens > 0 ? 'opened' : 'none';
}

/** Forgets what names the person; a row that has forgotten never learns again. */
export function erasePersonal(state: MessageState): MessageState {
  return { ...state, recipient: null, subjectLine: null, statusReason: null, erased: true };
}

type Personal = Pick<MessageState, 'subjectId' | 'recipient' | 'subjectLine' | 'statusReason' | 'erased'>;

/**
 * Personal fields come from one subject's events alone, so that erasing that person clears them and erasing another
 * changes nothing. The reason must also belong to the report that gave the status.
 */
function joinPersonal(a: MessageState, b: MessageState, order: number): Personal {
  const owner = compareSubjects(a.subjectId, b.subjectId);
  const aSpeaks = owner <= 0;
  const bSpeaks = owner >= 0;
  const subjectId = aSpeaks ? a.subjectId : b.subjectId;
  if ((aSpeaks && a.erased) || (bSpeaks && b.erased)) {
    return { subjectId, recipient: null, subjectLine: null, statusReason: null, erased: true };
  }
  return {
    subjectId,
    recipient: smallerKnown(aSpeaks ? a.recipient : null, bSpeaks ? b.recipient : null),
    subjectLine: smallerKnown(aSpeaks ? a.subjectLine : null, bSpeaks ? b.subjectLine : null),
    statusReason: smallerKnown(
      aSpeaks && order >= 0 ? a.statusReason : null,
      bSpeaks && order <= 0 ? b.statusReason : null,
    ),
    erased: false,
  };
}

/** Positive when `a` gives the status: by rank, then said outright over inferred, then time, name and codes. */
function compareStatus(a: MessageState, b: MessageState): number {
  return (
    statusRanks[a.status] - statusRanks[b.status] ||
    Number(isReported(a)) - Number(isReported(b)) ||
    compareText(a.statusAt, b.statusAt) * (a.status === 'deferred' ? 1 : -1) ||
    compareText(a.status, b.status) ||
    compareText(codesText(a), codesText(b))
  );
}

/** A status without a time of its own kind was inferred from a visit or a wish. */
function isReported(state: MessageState): boolean {
  return Object.hasOwn(state.times, state.status);
}

/** Codes in a fixed order, since a database gives the properties of JSON back in its own. */
function codesText({ statusCodes }: MessageState): string {
  const { smtp, enhanced, provider, attempt } = statusCodes ?? {};
  return JSON.stringify([smtp, enhanced, provider, attempt]);
}

/** No subject comes after every subject. */
function compareSubjects(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareText(a, b);
}

function joinEach<Value>(
  a: Readonly<Partial<Record<MessageKind, Value>>>,
  b: Readonly<Partial<Record<MessageKind, Value>>>,
  join: (a: Value, b: Value) => Value,
): Partial<Record<MessageKind, Value>> {
  const joined: Partial<Record<MessageKind, Value>> = { ...a };
  for (const kind of messageKinds) {
    const other = b[kind];
    if (other === undefined) continue;
    const one = joined[kind];
    joined[kind] = one === undefined ? other : join(one, other);
  }
  return joined;
}

const add = (a: number, b: number) => a + b;

function joinAmounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [currency, amount] of Object.entries(b)) sum[currency] = (sum[currency] ?? 0) + amount;
  return sum;
}

function union(a: readonly number[], b: readonly number[]): readonly number[] {
  const [first, second] = (a[0] ?? 0) < (b[0] ?? 0) ? [a, b] : [b, a];
  if ((first.at(-1) ?? 0) < (second[0] ?? 0)) return [...first, ...second];
  const all = new Set([...a, ...b]);
  if (all.size < a.length + b.length)
    throw new RangeError('These states share an event: it would count twice.');
  return [...all].sort((one, other) => one - other);
}
