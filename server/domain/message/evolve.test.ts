import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from './every-order.ts';
import { evolveMessage, foldMessage as fold, type StoredMessageEvent } from './evolve.ts';
import { erasePersonal } from './join.ts';
import {
  afterErasure,
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
} from './message-history.ts';
import type { ReportKind } from './report.ts';
import type { MessageState } from './state.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const human = { machine: 'human' } as const;
const machine = { machine: 'likely_machine' } as const;
const reasoned = (reason: string, enhanced: string) => ({
  data: { codes: { enhanced } },
  personal: { reason },
});

const accepted = historic('accepted', {
  position: 1,
  data: { providerMessageId: 'sg-1', category: 'billing', template: 'receipt' },
  personal: { subjectLine: 'Your receipt' },
});
const deferredOnce = historic('deferred', { position: 2, ...reasoned('450 busy', '4.2.0') });
const deferredTwice = historic('deferred', { position: 3, ...reasoned('451 still busy', '4.2.1') });
const softBounced = historic('soft_bounced', { position: 4, ...reasoned('552 full', '5.2.2') });
const delivered = historic('delivered', { position: 5, ...reasoned('250 OK', '2.0.0') });
const prefetched = historic('opened', { position: 6, data: machine });
const opened = historic('opened', { position: 7, data: human });
const clicked = historic('clicked', { position: 8, data: human });
const hardBounced = historic('hard_bounced', { position: 9, ...reasoned('550 unknown', '5.1.1') });
const complained = historic('complained', { position: 10 });

describe('a whole history', () => {
  it('gives a whole row', () => {
    expect(
      fold([accepted, deferredOnce, deferredTwice, delivered, prefetched, opened, clicked]),
    ).toStrictEqual({
      messageId: 'msg_1',
      subjectId: 'subject-ada',
      notificationId: null,
      channel: 'email',
      provider: 'example-mail',
      providerMessageId: 'sg-1',
      recipient: 'ada@example.com',
      subjectLine: 'Your receipt',
      category: 'billing',
      template: 'receipt',
      status: 'delivered',
      statusAt: at(5),
      statusReason: '250 OK',
      statusCodes: { enhanced: '2.0.0' },
      skipReason: null,
      engagement: 'clicked',
      humanOpens: 1,
      machineOpens: 1,
      clicks: 1,
      reads: 0,
      convertedValue: {},
      visits: [
        { position: 6, kind: 'opened', at: at(6), claim: 'likely_machine' },
        { position: 7, kind: 'opened', at: at(7), claim: 'human' },
        { position: 8, kind: 'clicked', at: at(8), claim: 'human' },
      ],
      firstAt: at(1),
      lastAt: at(8),
      times: { accepted: at(1), deferred: at(2), delivered: at(5), opened: at(6), clicked: at(8) },
      counts: { accepted: 1, deferred: 2, delivered: 1, opened: 2, clicked: 1 },
      positions: [1, 2, 3, 5, 6, 7, 8],
      erased: false,
    } satisfies MessageState);
  });

  it.each<[string, readonly StoredMessageEvent[]]>([
    [
      'delivered after deferrals',
      [accepted, deferredOnce, deferredTwice, delivered, prefetched, opened, clicked],
    ],
    ['bounced after delivery', [accepted, delivered, opened, hardBounced, complained, softBounced]],
    [
      'over in two ways at the same moment',
      [
        historic('dropped', { position: 1, at: at(1), ...reasoned('Bounced Address', '5.0.0') }),
        historic('failed', { position: 2, at: at(1), ...reasoned('bad header', '5.0.0') }),
        historic('soft_bounced', { position: 3, at: at(1), ...reasoned('full', '5.2.2') }),
        historic('soft_bounced', { position: 4, at: at(1), ...reasoned('too full', '5.2.2') }),
        historic('soft_bounced', { position: 5, at: at(1), ...reasoned('full', '5.2.3') }),
      ],
    ],
    [
      'told by events that contradict each other',
      [
        historic('delivered', {
          position: 1,
          subjectId: 'b',
          personal: { reason: 'of b', recipient: 'b@example.com' },
        }),
        historic('delivered', { position: 2, at: at(1), subjectId: 'a', personal: { reason: 'of a' } }),
        historic('accepted', {
          position: 3,
          subjectId: null,
          data: { category: 'product', provider: 'other' },
        }),
        historic('opened', { position: 4, subjectId: 'c', data: { category: 'billing', ...human } }),
        historic('sent', {
          position: 5,
          subjectId: 'a',
          personal: { subjectLine: 'Hello' },
          data: { channel: 'sms' },
        }),
      ],
    ],
    [
      'requested, skipped for two reasons, sent all the same and converted',
      [
        historicRequest({ position: 1 }),
        historicSkip('quiet_hours', { position: 2, at: at(3) }),
        historicSkip('budget', { position: 3 }),
        historic('failed', { position: 4, at: at(3) }),
        historicConversion({ position: 5, data: { value: { currency: 'EUR', amountMicros: 3 } } }),
        historic('read', { position: 6 }),
      ],
    ],
    [
      'with wishes, and part of it erased',
      [
        historic('unsubscribed', { position: 1 }),
        historic('resubscribed', { position: 2 }),
        afterErasure(historic('accepted', { position: 3 })),
        historic('clicked', { position: 4, data: machine }),
        historic('complained', { position: 5, personal: { reason: 'spam' } }),
      ],
    ],
  ])('%s gives the same row in every order, each event twice', (_, history) => {
    const expected = fold(history);
    let played = 0;
    for (const order of everyOrderTwice(history)) {
      const row = fold(order);
      // Comparing is many times faster than asserting; only a difference needs the assertion's report.
      if (!isDeepStrictEqual(row, expected)) expect(row).toStrictEqual(expected);
      played += 1;
    }
    expect(played).toBe(2 * history.reduce((product, __, index) => product * (index + 1), 1));
  });
});

describe('status', () => {
  const statusOf = (...events: StoredMessageEvent[]) => {
    const { status, statusAt, statusReason } = fold(events);
    return { status, statusAt, statusReason };
  };

  it('is delivered when the delivery is heard of after the opening', () => {
    expect(statusOf(accepted, opened, delivered)).toEqual({
      status: 'delivered',
      statusAt: at(5),
      statusReason: '250 OK',
    });
  });

  it('becomes a hard bounce that comes after the delivery', () => {
    expect(statusOf(delivered, hardBounced).status).toBe('hard_bounced');
  });

  it('stays delivered when a soft bounce comes after the delivery', () => {
    const late = historic('soft_bounced', { position: 11 });
    expect(statusOf(delivered, late)).toEqual(statusOf(delivered));
    expect(fold([delivered, late]).counts).toEqual({ delivered: 1, soft_bounced: 1 });
  });

  it('is not moved from a complaint by anything', () => {
    const others: ReportKind[] = [
      'accepted',
      'delivered',
      'hard_bounced',
      'opened',
      'clicked',
      'unsubscribed',
    ];
    const later = others.map((kind, index) => historic(kind, { position: 20 + index, data: human }));
    expect(statusOf(complained, ...later)).toEqual(statusOf(complained));
  });

  it('shows the newest reason of a deferral, and the first time of an outcome', () => {
    expect(statusOf(deferredTwice, deferredOnce)).toMatchObject({
      statusAt: at(3),
      statusReason: '451 still busy',
    });
    const again = historic('hard_bounced', { position: 12, ...reasoned('550 again', '5.1.1') });
    expect(statusOf(again, hardBounced)).toMatchObject({ statusAt: at(9), statusReason: '550 unknown' });
  });

  it('is inferred from a visit of a person: nobody opens what did not arrive', () => {
    expect(statusOf(deferredOnce, opened)).toEqual({
      status: 'delivered',
      statusAt: at(7),
      statusReason: null,
    });
    const talkative = historic('clicked', {
      position: 8,
      data: human,
      personal: { reason: 'not about delivery' },
    });
    expect(statusOf(softBounced, talkative)).toMatchObject({ status: 'delivered', statusReason: null });
  });

  it('prefers a delivery that was reported to one that was inferred, whatever their times', () => {
    const early = historic('opened', { position: 6, at: at(0), data: human });
    expect(statusOf(early, delivered)).toMatchObject({ statusAt: at(5), statusReason: '250 OK' });
  });

  it.each<[ReportKind, object]>([
    ['opened', machine],
    ['opened', { machine: 'unknown' }],
    ['clicked', machine],
    ['unsubscribed', {}],
    ['resubscribed', {}],
  ])('is only sent after %s %j, which proves no delivery', (kind, data) => {
    expect(statusOf(historic(kind, { data })).status).toBe('sent');
    expect(statusOf(deferredOnce, historic(kind, { position: 9, data })).status).toBe('deferred');
  });
});

describe('engagement', () => {
  it('counts people only, and machines apart', () => {
    const unknown = historic('opened', { position: 11, data: { machine: 'unknown' } });
    expect(fold([delivered, prefetched, unknown])).toMatchObject({
      engagement: 'none',
      humanOpens: 0,
      machineOpens: 1,
      counts: { opened: 2 },
    });
    expect(fold([delivered, prefetched, opened])).toMatchObject({ engagement: 'opened', humanOpens: 1 });
  });

  it('takes no click of a link scanner for one of a person', () => {
    expect(fold([historic('clicked', { data: machine })])).toMatchObject({ engagement: 'none', clicks: 0 });
  });
});

describe('erasure', () => {
  const history = [accepted, delivered, opened];

  it('leaves what happened and forgets whom it happened to', () => {
    const before = fold(history);
    expect(erasePersonal(before)).toStrictEqual({
      ...before,
      recipient: null,
      subjectLine: null,
      statusReason: null,
      erased: true,
    });
  });

  it('leaves the row that a rebuild makes from the erased events', () => {
    expect(erasePersonal(fold(history))).toStrictEqual(fold(history.map(afterErasure)));
  });

  it('does not learn the person again from a later event', () => {
    const row = evolveMessage(erasePersonal(fold(history)), complained);
    expect(row).toMatchObject({ status: 'complained', recipient: null, statusReason: null, erased: true });
  });

  it('forgets when an event it knows comes again erased', () => {
    expect(evolveMessage(fold(history), afterErasure(opened))).toStrictEqual(erasePersonal(fold(history)));
  });

  it('of another person in the same message changes nothing', () => {
    const carbonCopy = historic('delivered', {
      position: 11,
      subjectId: 'subject-zoe',
      personal: { recipient: 'a@a' },
    });
    expect(fold([...history, carbonCopy]).recipient).toBe('ada@example.com');
    expect(fold([...history, afterErasure(carbonCopy)])).toStrictEqual(fold([...history, carbonCopy]));
  });
});

it('returns the very same state for an event it knows, so that nothing is written', () => {
  const state = fold([accepted, delivered]);
  expect(evolveMessage(state, accepted)).toBe(state);
});
