import { getTableColumns } from 'drizzle-orm';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { messages } from '#db/schema/messages.ts';
import { messageEvents } from '#server/domain/message/events.ts';
import { afterErasure, historic } from '#server/domain/message/message-history.ts';
import { reportKinds } from '#server/domain/message/report.ts';
import type { AnyProjection } from '../projection.ts';
import { type MessageRow, messagesProjection } from './fold.ts';

const rowOf = (projection: AnyProjection, ...events: ReturnType<typeof historic>[]) =>
  events.reduce<unknown>((row, event) => projection.evolve(row, event), null) as MessageRow;

describe('a row', () => {
  const columns = Object.entries(getTableColumns(messages));
  // One row with everything and one with as little as an event can bring.
  const rows = [
    rowOf(
      messagesProjection,
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
    ...reportKinds.map((kind) =>
      rowOf(messagesProjection, afterErasure(historic(kind, { subjectId: null }))),
    ),
  ];

  it('has exactly the columns of the table', () => {
    for (const row of rows) {
      expect(Object.keys(row).sort()).toEqual(columns.map(([property]) => property).sort());
    }
    expectTypeOf<keyof MessageRow>().toEqualTypeOf<keyof typeof messages.$inferSelect>();
  });

  it('has a value in every column that must have one, and can be null in every other', () => {
    const required = columns.filter(([, column]) => column.notNull).map(([property]) => property);
    const never = Object.keys(rows[0] ?? {}).filter((property) =>
      rows.every((row) => row[property as keyof MessageRow] !== null),
    );
    expect(never.sort()).toEqual(required.sort());
    expectTypeOf<MessageRow>().toExtend<Omit<typeof messages.$inferSelect, 'positions'>>();
  });

  it('is found by the id of its message', () => {
    expect(messagesProjection.key).toBe('messageId');
    expect(messagesProjection.keyOf(historic('opened', { data: { messageId: 'msg_7' } }))).toBe('msg_7');
  });
});

describe('the projection', () => {
  it('handles every event of a message', () => {
    expect([...messagesProjection.handles].sort()).toEqual(Object.keys(messageEvents).sort());
  });

  it('leaves the same row whether the person is erased now or before a rebuild', () => {
    const history = [
      historic('accepted', { personal: { subjectLine: 'Hello' } }),
      historic('hard_bounced', { position: 2, personal: { reason: '550 ada@example.com unknown' } }),
    ];
    const erased = messagesProjection.erase(rowOf(messagesProjection, ...history));
    expect(erased).toStrictEqual(rowOf(messagesProjection, ...history.map(afterErasure)));
    expect(JSON.stringify(erased)).not.toContain('ada@');
  });
});
