import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import {
  historic,
  historicRequest,
  historicSkip,
  historicUnknown,
} from '#server/domain/message/message-history.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type Handover, handoverOf, nextCall } from './handover.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds)).toISOString();
const call = (n: number) => ({
  messageId: 'msg_1',
  channel: 'email' as const,
  provider: 'example-mail',
  call: n,
});
const started = (n: number, seconds = n) =>
  historicEvent<'HandoverStarted'>(
    { type: 'HandoverStarted', data: call(n), personal: null },
    { at: at(seconds) },
  );
const putOff = (n: number) =>
  historicEvent<'HandoverPutOff'>({
    type: 'HandoverPutOff',
    data: { ...call(n), askAgainAt: null },
    personal: { recipient: 'ada@example.com', reason: '429' },
  });
const provider = { id: 'example-mail', isIdempotent: false };

describe('the handover of a message', () => {
  const open = { status: 'open', provider: 'example-mail' };
  it.each<[string, StoredEvent[], Handover | object]>([
    ['has not started while it is only requested', [historicRequest()], { status: 'not_started' }],
    ['is open once a provider is asked', [started(1)], { ...open, call: 1, startedAt: at(1) }],
    [
      'is put off by that answer',
      [started(1), putOff(1)],
      { status: 'put_off', call: 1, provider: 'example-mail' },
    ],
    [
      'is open again when asked again',
      [started(1), putOff(1), started(2)],
      { ...open, call: 2, startedAt: at(2) },
    ],
    ['is over when the provider answers', [started(1), historic('accepted')], { status: 'over' }],
    [
      'is over when a report comes in place of the answer',
      [started(1), historic('opened')],
      { status: 'over' },
    ],
    ['is over when it failed', [started(1), historic('failed')], { status: 'over' }],
    ['is over when nobody will ever know', [started(1), historicUnknown()], { status: 'over' }],
    ['is over when we decided otherwise', [historicSkip('suppressed')], { status: 'over' }],
  ])('%s', (_, events, expected) => {
    expect(handoverOf(events)).toStrictEqual(expected);
    expect(handoverOf(events.toReversed())).toStrictEqual(expected);
  });
});

describe('the next call', () => {
  const next = (events: StoredEvent[], seconds: number, by = provider) =>
    nextCall(handoverOf(events), by, at(seconds));

  it('is the first, and after a put-off the next', () => {
    expect(next([], 0)).toStrictEqual({ next: 'start', call: 1 });
    expect(next([started(1), putOff(1)], 9)).toStrictEqual({ next: 'start', call: 2 });
  });

  it('waits for an answer as long as somebody may be waiting for it, and then gives up', () => {
    expect(next([started(1)], 2)).toStrictEqual({ next: 'wait', until: at(61) });
    expect(next([started(1)], 60)).toStrictEqual({ next: 'wait', until: at(61) });
    expect(next([started(1)], 61)).toStrictEqual({ next: 'give_up', call: 1, provider: 'example-mail' });
  });

  it('is repeated only by the provider that would recognise the message', () => {
    expect(next([started(1)], 2, { ...provider, isIdempotent: true })).toStrictEqual({
      next: 'repeat',
      call: 1,
    });
    expect(next([started(1)], 61, { id: 'other-mail', isIdempotent: true })).toMatchObject({
      next: 'give_up',
    });
  });

  it('is never made once anything is known', () => {
    expect(next([started(1), historic('delivered')], 99)).toStrictEqual({ next: 'nothing' });
  });
});
