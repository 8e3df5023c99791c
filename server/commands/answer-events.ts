import type { Instant } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import type { ReportData, ReportKind } from '#server/domain/message/report.ts';
import type { NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import type { SendAnswer } from '#server/providers/sender.ts';
import { engineEvent, type KnownMessage } from './load-message.ts';

/** One asking of a provider. */
export interface Call {
  readonly known: KnownMessage;
  readonly recipient: SubjectAddress;
  readonly provider: string;
  /** Counted from 1. */
  readonly call: number;
}

/**
 * The one key under which a provider may be asked for the n-th time. Whoever appends what forbids the asking takes the
 * same key: so of one who asks and one who gives up at that moment, the store lets only the first.
 */
export function askingKey(messageId: string, call: number): string {
  return `handover-${messageId}-${call}`;
}

/** That a provider is about to be asked: whoever appends it first may ask. */
export function startedEvent(call: Call, at: Instant): NewEvent {
  return {
    ...engineEvent(askingKey(call.known.messageId, call.call), at),
    stream: messageStream(call.known.messageId),
    type: 'HandoverStarted',
    data: callData(call),
    personal: null,
    subject: null,
  };
}

/** What a provider answered, as the facts that it is. An answer that was lost is recorded by `lostEvent`. */
export function answerEvents(
  call: Call,
  answer: Exclude<SendAnswer, { outcome: 'unknown' }>,
  said: { readonly subjectLine: string | null; readonly askAgainAt: Instant | null; readonly at: Instant },
): readonly NewEvent[] {
  const { recipient } = call;
  switch (answer.outcome) {
    case 'not_now':
      return [
        {
          ...engineEvent(`put-off-${idOf(call)}`, said.at),
          stream: messageStream(call.known.messageId),
          type: 'HandoverPutOff',
          data: { ...callData(call), askAgainAt: said.askAgainAt },
          personal: { recipient: recipient.value, reason: answer.reason },
          subject: recipient,
        },
      ];
    case 'accepted': {
      const { kind, providerMessageId } = answer;
      const named = providerMessageId === null ? {} : { providerMessageId };
      return [report(call, kind, { providerEvent: kind, ...named }, { answer, ...said })];
    }
    case 'refused': {
      const { kind, providerEvent, codes, optedOut } = answer;
      const facts = { providerEvent, ...(codes === undefined ? {} : { codes }) };
      const refusal = report(call, kind, facts, { answer, ...said });
      if (optedOut === undefined) return [refusal];
      return [refusal, report(call, 'unsubscribed', { providerEvent, scope: optedOut }, { answer, ...said })];
    }
  }
}

/** That nobody can say what became of a call. */
export function lostEvent(call: Call, reason: string, at: Instant): NewEvent {
  return {
    ...engineEvent(`unknown-${idOf(call)}`, at),
    stream: messageStream(call.known.messageId),
    type: 'MessageOutcomeUnknown',
    data: callData(call),
    personal: { recipient: call.recipient.value, reason },
    subject: call.recipient,
  };
}

/** That we could not send it, or not get it taken. */
export function failedEvent(call: Call, providerEvent: string, reason: string, at: Instant): NewEvent {
  const answer = { outcome: 'refused', kind: 'failed', providerEvent, reason } as const;
  return report(call, 'failed', { providerEvent }, { answer, subjectLine: null, at });
}

/** The same, and that nobody may ask any more after this call. */
export function givenUpEvent(call: Call, reason: string, at: Instant): NewEvent {
  const key = askingKey(call.known.messageId, call.call + 1);
  return { ...failedEvent(call, 'gave_up', reason, at), ...engineEvent(key, at) };
}

/** The answer of a call has one id for each kind, so that one that is recorded twice is one. */
function report(
  call: Call,
  kind: ReportKind,
  facts: Pick<ReportData, 'providerEvent' | 'providerMessageId' | 'codes' | 'scope'>,
  said: { readonly answer: SendAnswer; readonly subjectLine: string | null; readonly at: Instant },
): NewEvent {
  const { known, recipient, provider } = call;
  const { messageId, toSend, request, template } = known;
  const reason = 'reason' in said.answer ? said.answer.reason : undefined;
  return {
    ...engineEvent(`${kind}-${idOf(call)}`, said.at),
    stream: messageStream(messageId),
    type: eventTypeOfReport[kind],
    data: {
      messageId,
      channel: toSend.channel,
      provider,
      ...facts,
      category: request.category,
      template,
      echoed: true,
    },
    personal: {
      recipient: recipient.value,
      ...(reason === undefined ? {} : { reason }),
      ...(said.subjectLine === null ? {} : { subjectLine: said.subjectLine }),
      // JSON leaves out what is undefined, which `raw` may not hold.
      raw: JSON.parse(JSON.stringify(said.answer)),
    },
    subject: recipient,
  };
}

function callData({ known, provider, call }: Call) {
  return { messageId: known.messageId, channel: known.toSend.channel, provider, call };
}

function idOf({ known, call }: Call): string {
  return `${known.messageId}-${call}`;
}
