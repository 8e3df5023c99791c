import { beforeEach, describe, expect, it } from 'vitest';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { type AddSuppression, addSuppression } from './add-suppression.ts';
import { liftSuppression } from './lift-suppression.ts';

let store: SuppressionStore;

beforeEach(async () => {
  store = await openSuppressionStore();
  return () => store.close();
});

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const now = at(3_600);
const by = { actor: 'admin-1', source: 'admin' } as const;
const otherAdmin = { actor: 'admin-2', source: 'admin' } as const;
const wish = (address: string, said: Partial<AddSuppression> = {}): AddSuppression => ({
  channel: 'email',
  address,
  reason: 'manual',
  scope: 'all_but_security',
  expiresAt: null,
  why: 'asked by telephone',
  by,
  at: now,
  ...said,
});

describe('adding a suppression', () => {
  it('is durable, sealed and by name, and forbids writing to the address', async () => {
    const { added, subjectId } = await addSuppression(store, wish(' Ada@example.com '));
    expect({ added, subjectId }).toEqual({
      added: true,
      subjectId: store.target('ada@example.com').subjectId,
    });
    const [event] = await store.eventStore.readSubject(subjectId);
    expect(event).toMatchObject({
      stream: `suppression-email-${subjectId}`,
      type: 'SuppressionAdded',
      personal: { address: 'Ada@example.com' },
      actor: 'admin-1',
      source: 'admin',
      occurredAt: now,
    });
    expect(JSON.stringify(event?.data)).not.toMatch(/ada@/i);
    expect(await store.reasonsOf('ada@example.com', now)).toEqual([['manual', null]]);
  });

  it('is one event for one wish, however often and by however many at once', async () => {
    const asked = [wish('ada@example.com'), wish('ada@example.com', { by: otherAdmin })];
    const answers = await Promise.all(asked.map((each) => addSuppression(store, each)));
    expect(answers.filter(({ added }) => added)).toHaveLength(1);
    expect(await addSuppression(store, wish('ADA@example.com'))).toMatchObject({ added: false });
    expect(await store.eventStore.readSubject(store.target('ada@example.com').subjectId)).toHaveLength(1);
  });

  it('of two different wishes at once keeps both, and one order of them', async () => {
    const until = at(7_200);
    await Promise.all([
      addSuppression(store, wish('ada@example.com', { at: at(3_601) })),
      addSuppression(store, wish('ada@example.com', { at: at(3_602), expiresAt: until, by: otherAdmin })),
    ]);
    expect(await store.reasonsOf('ada@example.com', now)).toEqual([['manual', until]]);
  });

  it('holds again after it was lifted, also by a clock that was ahead', async () => {
    const address = 'ada@example.com';
    await addSuppression(store, wish(address, { at: at(4_000) }));
    const lift = {
      ...store.target(address),
      cell: 'added:manual:all_but_security',
      why: 'a slip',
      by,
    } as const;
    expect(await liftSuppression(store, { ...lift, at: now })).toEqual({ lifted: true });
    expect(await store.reasonsOf(address, now)).toEqual([]);
    expect(await addSuppression(store, wish(address))).toMatchObject({ added: true });
    expect(await store.reasonsOf(address, now)).toEqual([['manual', null]]);
  });

  it('is refused when it would be over already, and nothing is written', async () => {
    await expect(addSuppression(store, wish('ada@example.com', { expiresAt: now }))).rejects.toMatchObject({
      code: 'expiry_in_the_past',
    });
    expect(await store.eventStore.newestPosition()).toBe(0);
  });
});
