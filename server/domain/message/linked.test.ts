import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyOrderTwice } from './every-order.ts';
import { foldMessage, type StoredMessageEvent } from './evolve.ts';
import { evolveLinked, joinUnder, messagesOf, noMessages } from './linked.ts';
import { historic, historicConversion, historicRequest, historicSkip } from './message-history.ts';
import { reportKinds } from './report.ts';

const fold = (events: readonly StoredMessageEvent[]) => events.reduce(evolveLinked, noMessages);
const shown = (events: readonly StoredMessageEvent[]) => Object.fromEntries(messagesOf(fold(events)));
const renamed = (event: StoredMessageEvent, messageId: string): StoredMessageEvent =>
  // Safe: only the id within the data changes.
  ({ ...event, data: { ...event.data, messageId } }) as StoredMessageEvent;

/** Webhooks that came without our id, under the id derived from the provider's. */
const alias = { messageId: 'derived-1', providerMessageId: 'p-1', echoed: false };
const link = historic('accepted', { position: 9, data: { providerMessageId: 'p-1' } });

describe('a message that is known by two ids', () => {
  const history = [
    historicRequest({ position: 1 }),
    link,
    historic('deferred', { position: 2, data: alias }),
    historic('delivered', { position: 3, data: alias }),
    historic('opened', { position: 4, data: { machine: 'human' } }),
    historic('clicked', { position: 5, data: { ...alias, machine: 'human' } }),
  ];

  it('is one message that says all, whatever order its events and their link come in, each twice', () => {
    const whole = foldMessage(history.map((event) => renamed(event, 'msg_1')));
    let played = 0;
    for (const order of everyOrderTwice(history)) {
      if (!isDeepStrictEqual(shown(order), { msg_1: whole })) expect(shown(order)).toEqual({ msg_1: whole });
      played += 1;
    }
    expect(played).toBe(2 * 720);
  });

  it('is two messages for as long as nothing links them', () => {
    const ids = Object.keys(shown(history.filter((event) => event !== link)));
    expect(ids.sort()).toEqual(['derived-1', 'msg_1']);
  });

  it('is also linked by a webhook that brings our id back, should our own record be lost', () => {
    const webhook = historic('opened', { position: 8, data: { providerMessageId: 'p-1' } });
    expect(Object.keys(shown([...history.filter((event) => event !== link), webhook]))).toEqual(['msg_1']);
  });

  it('gathers what was sent twice under one id of ours', () => {
    const again = { messageId: 'derived-2', providerMessageId: 'p-2', echoed: false };
    const events = [
      ...history,
      historic('accepted', { position: 10, data: { providerMessageId: 'p-2' } }),
      historic('hard_bounced', { position: 11, data: again }),
    ];
    expect(shown(events)).toEqual({ msg_1: foldMessage(events.map((event) => renamed(event, 'msg_1'))) });
  });

  it('is left alone by a message to somebody else under the same provider id', () => {
    const other = historic('delivered', {
      position: 12,
      subjectId: 'subject-bob',
      data: { ...alias, messageId: 'derived-3' },
    });
    expect(Object.keys(shown([...history, other])).sort()).toEqual(['derived-3', 'msg_1']);
  });

  it('cannot be made of nothing', () => {
    expect(() => joinUnder('msg_1', [])).toThrow(RangeError);
  });
});

const ownEvent = fc.oneof(
  fc.constant(historicRequest()),
  fc.constant(historicSkip('budget')),
  fc.constant(historicConversion({ data: { value: { currency: 'EUR', amountMicros: 5 } } })),
  fc.constantFrom(...reportKinds).map((kind) => historic(kind, { data: { machine: 'human' } })),
);
const aliasEvent = fc.constantFrom(...reportKinds).map((kind) => historic(kind, { data: alias }));
const numbered = (events: readonly StoredMessageEvent[], minutes: readonly number[]) =>
  events.map((event, index): StoredMessageEvent => {
    const minute = String(minutes[index % Math.max(minutes.length, 1)] ?? 0).padStart(2, '0');
    return { ...event, position: index + 1, occurredAt: `2026-11-21T12:${minute}:00.000Z` };
  });

describe('two streams of one message', () => {
  it('interleaved in any way, with the link at any place, are the join of the two', async ({ annotate }) => {
    const sizes = { both: 0, linkedLast: 0 };
    fc.assert(
      fc.property(
        fc.array(ownEvent, { maxLength: 6 }),
        fc.array(aliasEvent, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat(1_000)),
        (own, other, minutes, places) => {
          const all = numbered([link, ...own, ...other], minutes);
          const parts = [all.slice(0, own.length + 1), all.slice(own.length + 1)].map(foldMessage);
          // Keys by which any interleaving of the three can come about.
          const order = all
            .map((event) => ({ event, place: places.next().value }))
            .sort((a, b) => a.place - b.place)
            .map(({ event }) => event);
          const joined = joinUnder('msg_1', parts);
          expect(shown(order)).toEqual({ msg_1: joined });
          expect(joinUnder('msg_1', parts.toReversed())).toEqual(joined);
          expect(joined).toEqual(foldMessage(all.map((event) => renamed(event, 'msg_1'))));
          sizes.both += Number(own.length > 0);
          sizes.linkedLast += Number(order.at(-1) === all[0]);
        },
      ),
      { seed: 20_261_121, numRuns: 1_000 },
    );
    await annotate(`1,000 interleavings: ${JSON.stringify(sizes)}`);
    expect(sizes.both).toBeGreaterThan(700);
    expect(sizes.linkedLast).toBeGreaterThan(50);
  });

  it('of several messages and rival claims are told apart alike in any order', async ({ annotate }) => {
    const claim = fc.record({
      kind: fc.constantFrom(...reportKinds),
      own: fc.constantFrom('msg_1', 'msg_2', null),
      key: fc.constantFrom('p-1', 'p-2', null),
      subjectId: fc.constantFrom('subject-ada', 'subject-bob'),
    });
    let contested = 0;
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 10 }), fc.nat(), (claims, turn) => {
        const events = numbered(
          claims.map(({ kind, own, key, subjectId }) =>
            historic(kind, {
              subjectId,
              data: {
                messageId: own ?? `derived-${key}-${subjectId}`,
                echoed: own !== null,
                ...(key === null ? {} : { providerMessageId: key }),
              },
            }),
          ),
          [1],
        );
        const cut = turn % events.length;
        const turned = [...events.slice(cut), ...events.slice(0, cut)];
        expect(shown(turned)).toEqual(shown(events));
        expect(shown([...events.toReversed(), ...events])).toEqual(shown(events));
        const positions = Object.values(shown(events)).flatMap((message) => message.positions);
        expect(positions.sort((a, b) => a - b)).toEqual(events.map(({ position }) => position));
        contested += Number([...fold(events).links.values()].some((one) => one.contested));
      }),
      { seed: 20_261_121, numRuns: 1_000 },
    );
    await annotate(`1,000 histories, ${contested} with rivals`);
    expect(contested).toBeGreaterThan(100);
  });
});
