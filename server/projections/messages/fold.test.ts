import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { messageLinks } from '#db/schema/message-links.ts';
import { messages } from '#db/schema/messages.ts';
import type { StoredMessageEvent } from '#server/domain/message/evolve.ts';
import { evolveLink, type MessageLink } from '#server/domain/message/identity.ts';
import { evolveLinked, messagesOf, noMessages } from '#server/domain/message/linked.ts';
import {
  afterErasure,
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
} from '#server/domain/message/message-history.ts';
import { reportKinds } from '#server/domain/message/report.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { aliasKeysOf, evolveMessages, type MessageChanges, type MessageRow } from './fold.ts';

const nobody: ReadonlySet<string> = new Set();

/** The rows and links that a table would hold, kept by nothing but what changes say of them. */
function play(batches: readonly (readonly StoredMessageEvent[])[], erased = nobody) {
  const rows = new Map<string, MessageRow>();
  const links = new Map<string, MessageLink>();
  const take = (events: readonly StoredMessageEvent[], forgotten: ReadonlySet<string>): MessageChanges => {
    const known = { rows: [...rows.values()], links: [...links.values()] };
    const changes = evolveMessages(known, events, forgotten);
    for (const { before, after } of changes.rows) {
      expect(before).toBe(rows.get((after ?? before)?.messageId ?? '') ?? null);
      if (after !== null) rows.set(after.messageId, after);
      else if (before !== null) rows.delete(before.messageId);
    }
    for (const { after } of changes.links) links.set(after.providerKey, after);
    return changes;
  };
  for (const events of batches) take(events, nobody);
  if (erased.size > 0) take([], erased);
  return { rows, links, take };
}
const sorted = (rows: ReadonlyMap<string, MessageRow>) =>
  [...rows.values()].sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
const oneByOne = (events: readonly StoredMessageEvent[]) => sorted(play(events.map((event) => [event])).rows);

const alias = { messageId: 'derived-1', providerMessageId: 'p-1', echoed: false };
const request = historicRequest({ position: 1 });
const accepted = historic('accepted', { position: 2, data: { providerMessageId: 'p-1' } });
const delivered = historic('delivered', { position: 3, data: alias });
const opened = historic('opened', { position: 4, data: { ...alias, machine: 'human' } });
const converted = historicConversion({ position: 5 });
const rival = historic('accepted', { position: 6, data: { messageId: 'msg_0', providerMessageId: 'p-1' } });

describe('a row', () => {
  const rows = [
    ...oneByOne([
      request,
      historicSkip('budget', { position: 8 }),
      historic('accepted', {
        position: 2,
        data: { category: 'billing', template: 'receipt', providerMessageId: 'p-1' },
        personal: { subjectLine: 'Hello' },
      }),
      historic('delivered', {
        position: 3,
        data: { ...alias, codes: { smtp: '250' } },
        personal: { reason: '250 OK' },
      }),
    ]),
    ...reportKinds.flatMap((kind) => oneByOne([afterErasure(historic(kind, { subjectId: null }))])),
    ...oneByOne([converted]),
  ];

  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(messages, rows);
    expectTypeOf<keyof MessageRow>().toEqualTypeOf<keyof typeof messages.$inferSelect>();
    expectTypeOf<MessageRow>().toExtend<Omit<typeof messages.$inferSelect, 'positions'>>();
  });

  it('keeps apart what was not asked of a provider and what a provider said', () => {
    const [skipped] = oneByOne([historicSkip('suppressed')]);
    expect(skipped).toMatchObject({
      status: 'skipped',
      skipReason: 'suppressed',
      provider: null,
      parts: null,
    });
  });

  it('of a link has exactly the columns of its table', () => {
    const halves = [evolveLink(null, accepted), evolveLink(null, delivered)];
    expectRowsToFit(
      messageLinks,
      halves.flatMap((link) => link ?? []),
    );
    expectTypeOf<MessageLink>().toEqualTypeOf<Readonly<typeof messageLinks.$inferSelect>>();
  });
});

describe('a message that is heard of under two ids', () => {
  const history = [request, accepted, delivered, opened, converted];

  it('is one row that says all, whatever order its events come in, each alone and twice', () => {
    const [whole, ...others] = oneByOne(history);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({
      messageId: 'msg_1',
      status: 'delivered',
      engagement: 'converted',
      humanOpens: 1,
      notificationId: 'ntf_1',
      positions: [1, 2, 3, 4, 5],
    });
    expect(whole?.parts?.map(({ messageId, positions }) => [messageId, positions])).toEqual([
      ['derived-1', [3, 4]],
      ['msg_1', [1, 2, 5]],
    ]);
    expectInEveryOrder(oneByOne, history, [whole], 240);
  });

  it('is two rows until something links them, and then the derived one goes', () => {
    const { rows, take } = play([[request], [delivered]]);
    expect([...rows.keys()]).toEqual(['msg_1', 'derived-1']);
    const { rows: changed } = take([accepted], nobody);
    expect(changed.map(({ before, after }) => [before?.messageId, after?.messageId])).toEqual([
      ['msg_1', 'msg_1'],
      ['derived-1', undefined],
    ]);
  });

  it('is not touched by what it says already', () => {
    const { take } = play([history]);
    expect(take(history, nobody)).toEqual({ rows: [], links: [] });
    expect(take([], new Set(['subject-nobody']))).toEqual({ rows: [], links: [] });
  });

  it('names the keys by which its aliases hold to it', () => {
    const { rows, links } = play([history]);
    expect(sorted(rows).flatMap(aliasKeysOf)).toEqual([...links.keys()]);
    expect(oneByOne([delivered, historic('sent')]).flatMap(aliasKeysOf)).toEqual([]);
  });

  it('loses a part to the rightful claimant, whoever spoke first', () => {
    const events = [accepted, delivered, opened, rival];
    const expected = oneByOne(events);
    expect(expected.map(({ messageId, positions }) => [messageId, positions])).toEqual([
      ['msg_0', [3, 4, 6]],
      ['msg_1', [2]],
    ]);
    expect(expected[1]?.parts).toBeNull();
    expectInEveryOrder(oneByOne, events, expected, 48);
  });

  it('waits under our id for the row of our id, should that have been lost', () => {
    const { links } = play([[accepted]]);
    const { rows } = evolveMessages({ rows: [], links: [...links.values()] }, [delivered], nobody);
    expect(rows).toMatchObject([{ after: { messageId: 'msg_1', parts: [{ messageId: 'derived-1' }] } }]);
  });
});

describe('erasing a person', () => {
  const ada = new Set(['subject-ada']);
  const history = [
    historic('accepted', {
      position: 1,
      data: { providerMessageId: 'p-1' },
      personal: { subjectLine: 'Hello' },
    }),
    historic('hard_bounced', {
      position: 2,
      data: alias,
      personal: { reason: '550 ada@example.com unknown' },
    }),
  ];

  it('leaves the same rows whether it happens now or before a rebuild', () => {
    const { rows } = play([history], ada);
    expect(sorted(rows)).toStrictEqual(oneByOne(history.map(afterErasure)));
    expect(sorted(rows)).toMatchObject([{ erased: true, status: 'hard_bounced' }]);
    expect(JSON.stringify(sorted(rows))).not.toMatch(/ada@|Hello/);
  });

  it('reaches a part whose subject the row does not speak of', () => {
    const other = historic('sent', { position: 3, subjectId: 'subject-aaa' });
    const { rows } = play([[...history, other]], ada);
    const [row] = sorted(rows);
    expect(row).toMatchObject({ subjectId: 'subject-aaa', recipient: 'ada@example.com', erased: false });
    expect(row?.parts?.find(({ messageId }) => messageId === 'derived-1')).toMatchObject({
      erased: true,
      statusReason: null,
    });
  });
});

describe('any history', () => {
  const claim = fc.record({
    kind: fc.constantFrom(...reportKinds),
    own: fc.constantFrom('msg_1', 'msg_2', null),
    key: fc.constantFrom('p-1', 'p-2', null),
    subjectId: fc.constantFrom('subject-ada', 'subject-bob'),
  });
  const place = fc.record({ order: fc.nat(1_000), endsBatch: fc.boolean() });

  it('in any order and any batches gives the rows that the domain makes of all of it', async ({
    annotate,
  }) => {
    const seen = { joined: 0, contested: 0 };
    fc.assert(
      fc.property(fc.array(fc.tuple(claim, place), { minLength: 1, maxLength: 12 }), (claims) => {
        const events = claims.map(([{ kind, own, key, subjectId }, { order, endsBatch }], index) => ({
          order,
          endsBatch,
          event: historic(kind, {
            position: index + 1,
            subjectId,
            data: {
              messageId: own ?? `derived-${key}-${subjectId}`,
              echoed: own !== null,
              ...(key === null ? {} : { providerMessageId: key }),
            },
          }),
        }));
        const expected = messagesOf(events.map(({ event }) => event).reduce(evolveLinked, noMessages));
        const batches: StoredMessageEvent[][] = [[]];
        for (const { event, endsBatch } of events.toSorted((a, b) => a.order - b.order)) {
          batches.at(-1)?.push(event);
          if (endsBatch) batches.push([]);
        }
        const { rows, links } = play(batches);
        const shown = new Map([...rows].map(([id, { parts: _, ...state }]) => [id, state]));
        expect(shown).toEqual(new Map(expected));
        seen.joined += Number(sorted(rows).some(({ parts }) => parts !== null));
        seen.contested += Number([...links.values()].some(({ contested }) => contested));
      }),
      { seed: 20_261_121, numRuns: 1_000 },
    );
    await annotate(`1,000 histories: ${JSON.stringify(seen)}`);
    expect(seen.joined).toBeGreaterThan(100);
    expect(seen.contested).toBeGreaterThan(100);
  });
});
