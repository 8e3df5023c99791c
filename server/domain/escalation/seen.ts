import { compareText } from '#server/domain/message/ordering.ts';
import type { MessageState } from '#server/domain/message/state.ts';
import { judgeVisit, visitRule } from '#server/domain/message/visit-verdict.ts';
import type { EscalationData } from './events.ts';

/** That the person has seen the notification, by which message and how one can tell. */
export interface Seen extends Pick<EscalationData<'EscalationCancelled'>, 'messageId' | 'seen' | 'rule'> {
  /** False while a report that is still to come may show that it was a machine. */
  readonly final: boolean;
}

/**
 * Whether a person has seen any message of the notification, on whatever channel. Opens and clicks of machines are no
 * sign of it; a complaint is. What is certain comes before what may turn, else the smaller message id.
 */
export function seenByPerson(
  messages: readonly MessageState[],
  unknownOpens: 'ignore' | 'count',
): Seen | null {
  const signs = messages.flatMap((message) => signsIn(message, unknownOpens));
  const [first] = signs.sort(
    (a, b) => Number(b.final) - Number(a.final) || compareText(a.messageId, b.messageId),
  );
  return first ?? null;
}

function signsIn(message: MessageState, unknownOpens: 'ignore' | 'count'): readonly Seen[] {
  const { messageId } = message;
  const told = (seen: 'converted' | 'complained'): Seen => ({ messageId, seen, rule: null, final: true });
  const visits = message.visits.flatMap((visit): Seen[] => {
    const { verdict, final } = judgeVisit(visit, message);
    const counts = verdict === 'human' || (verdict === 'unknown' && unknownOpens === 'count');
    return counts ? [{ messageId, seen: visit.kind, rule: visitRule, final }] : [];
  });
  return [
    ...((message.counts.converted ?? 0) > 0 ? [told('converted')] : []),
    ...((message.counts.complained ?? 0) > 0 ? [told('complained')] : []),
    ...visits,
  ];
}
