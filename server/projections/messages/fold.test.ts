import { describe, expect, expectTypeOf, it } from 'vitest';
import { messages } from '#db/schema/messages.ts';
import { messageEvents } from '#server/domain/message/events.ts';
import {
  afterErasure,
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
} from '#server/domain/message/message-history.ts';
import { reportKinds } from '#server/domain/message/report.ts';
import { expectRowsToFit } from '#server/testing/fold-checks.ts';
import { type MessageRow, messagesFold } from './fold.ts';

const rowOf = (projection: typeof messagesFold, ...events: ReturnType<typeof historic>[]): MessageRow => {
  const row = events.reduce<MessageRow | null>(
    (state, event) => projection.evolve(state, event, event.data.messageId),
    null,
  );
  if (row === null) throw new Error('a row needs an event');
  return row;
};

describe('a row', () => {
  // One row with everything and one with as little as an event can bring.
  const rows = [
    rowOf(
      messagesFold,
      historicRequest({ position: 3 }),
      historicSkip('budget', { position: 4 }),
      historic('accepted', {
        data: { category: 'billing', template: 'receipt', providerMessageId: 'sg-1' },
        personal: { subjectLine: 'Hello' },
      }),
      historic('delivered', {
        position: 2,
        data: { codes: { smtp: '250' } },
        personal: { reason: '250 OK' },
      }),
    ),
    ...reportKinds.map((kind) => rowOf(messagesFold, afterErasure(historic(kind, { subjectId: null })))),
    rowOf(messagesFold, historicConversion()),
  ];

  it('has exactly the columns of the table, with a value where there must be one', () => {
    expectRowsToFit(messages, rows);
    expectTypeOf<keyof MessageRow>().toEqualTypeOf<keyof typeof messages.$inferSelect>();
    expectTypeOf<MessageRow>().toExtend<Omit<typeof messages.$inferSelect, 'positions'>>();
  });

  it('keeps apart what was not asked of a provider and what a provider said', () => {
    const skipped = rowOf(messagesFold, historicSkip('suppressed'));
    expect(skipped).toMatchObject({ status: 'skipped', skipReason: 'suppressed', provider: null });
  });

  it('is found by the id of its message', () => {
    expect(messagesFold.key).toBe('messageId');
    expect(messagesFold.keysOf(historic('opened', { data: { messageId: 'msg_7' } }))).toEqual(['msg_7']);
  });
});

describe('the projection', () => {
  it('handles every event of a message', () => {
    expect([...messagesFold.handles].sort()).toEqual(Object.keys(messageEvents).sort());
  });

  it('leaves the same row whether the person is erased now or before a rebuild', () => {
    const history = [
      historic('accepted', { personal: { subjectLine: 'Hello' } }),
      historic('hard_bounced', { position: 2, personal: { reason: '550 ada@example.com unknown' } }),
    ];
    const erased = messagesFold.erase?.(rowOf(messagesFold, ...history));
    expect(erased).toStrictEqual(rowOf(messagesFold, ...history.map(afterErasure)));
    expect(JSON.stringify(erased)).not.toContain('ada@');
  });
});
