import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { addressAfter, lifted, reported } from './address-history.ts';
import { decideSuppression } from './decide.ts';
import type { StoredSuppressionEvent } from './evolve.ts';
import { dayAt, generatedEvent, historyParts } from './generated-history.ts';
import { isWish, suppressionReasons } from './reason.ts';
import { covers } from './scope.ts';
import type { SuppressionState } from './state.ts';
import { isInForce, type Suppression } from './suppression.ts';
import { suppressionsOf } from './suppressions-of.ts';
import { decideUndo, previewUndo } from './undo.ts';

/** Chance with a fixed seed, so that a failure can be had again. */
const chance = { seed: 20_261_121, numRuns: 2_000 };
const rules = { policies: [], categories: defaultCategories };
const now = dayAt(30);

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const spec = (channel: 'email' | 'sms') =>
  fc.record({
    kind: oneOf(...historyParts.kind),
    channel: oneOf(channel),
    from: oneOf(...historyParts.from),
    category: oneOf(...historyParts.category),
    reason: oneOf(...historyParts.reason),
    scope: oneOf(...historyParts.scope),
    cell: oneOf(...historyParts.cell),
    day: fc.integer({ min: 1, max: 28 }),
    expiresOn: oneOf(null, 15, 40),
  });
const history = oneOf('email' as const, 'sms' as const).chain((channel) =>
  fc.array(spec(channel), { maxLength: 14 }).map((specs) => specs.map(generatedEvent)),
);
const inForce = (state: SuppressionState): readonly Suppression[] =>
  suppressionsOf(state, rules).filter((suppression) => isInForce(suppression, now));
const forbidden = (state: SuppressionState) =>
  Object.keys(defaultCategories).filter((category) =>
    inForce(state).some(({ scope }) => covers(scope, category, defaultCategories)),
  );

type Annotate = (message: string) => Promise<unknown>;
/** Checks a property, and that it was really tried as often as asked. */
async function holds(annotate: Annotate, property: fc.IPropertyWithHooks<[StoredSuppressionEvent[]]>) {
  let runs = 0;
  fc.assert(
    property.beforeEach(() => {
      runs += 1;
    }),
    chance,
  );
  expect(runs).toBeGreaterThanOrEqual(1_000);
  await annotate(`${runs} histories`);
}

it('soft bounces suppress exactly when one that counts them one after the other says so', async ({
  annotate,
}) => {
  const soft = fc
    .array(fc.record({ bounced: fc.nat(9).map((one) => one > 0), day: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 4,
      maxLength: 30,
    })
    .map((events) =>
      events.map(({ bounced, day }, index) =>
        reported(bounced ? 'soft_bounced' : 'delivered', { position: index, at: dayAt(day) }),
      ),
    );
  let suppressed = 0;
  await holds(
    annotate,
    fc.property(soft, (events) => {
      const inOrder = events.toSorted((a, b) =>
        `${a.occurredAt} ${a.sourceEventId}` < `${b.occurredAt} ${b.sourceEventId}` ? -1 : 1,
      );
      let run: number[] = [];
      let expiresAt: string | null = null;
      for (const { type, occurredAt } of inOrder) {
        const day = Date.parse(occurredAt) / 86_400_000;
        if (type === 'MessageDelivered') {
          run = [];
          expiresAt = null;
          continue;
        }
        run = [...run, day];
        if (run.filter((one) => one >= day - 14).length >= 5) {
          expiresAt = new Date((day + 90) * 86_400_000).toISOString();
        }
      }
      suppressed += Number(expiresAt !== null);
      const found = suppressionsOf(addressAfter(...events), rules);
      expect(found.map((one) => one.expiresAt)).toStrictEqual(expiresAt === null ? [] : [expiresAt]);
    }),
  );
  expect(suppressed).toBeGreaterThan(200);
});

it('another bounce or complaint never allows what was forbidden', async ({ annotate }) => {
  await holds(
    annotate,
    fc.property(history, (events) => {
      const channel = events[0]?.data.channel ?? 'email';
      const before = forbidden(addressAfter(...events));
      for (const kind of ['hard_bounced', 'soft_bounced', 'complained'] as const) {
        for (const day of [1, 14, 29]) {
          const more = reported(kind, { position: 99, at: dayAt(day), data: { channel } });
          expect(forbidden(addressAfter(...events, more))).toEqual(expect.arrayContaining(before));
        }
      }
    }),
  );
});

it('a person who wants messages again lifts their own unsubscriptions and silence, and nothing else', async ({
  annotate,
}) => {
  await holds(
    annotate,
    fc.property(history, (events) => {
      const state = addressAfter(...events);
      const lifts = decideSuppression({ type: 'Resubscribe', scope: null, at: now }, state, rules);
      const after = addressAfter(
        ...events,
        ...lifts.flatMap((lift, index) =>
          lift.type === 'SuppressionLifted' ? lifted(lift, { position: 200 + index }) : [],
        ),
      );
      const isTheirs = ({ reason, cell }: { readonly reason: string; readonly cell: string }) =>
        reason === 'unsubscribe' || cell === 'added:inactive:stream:marketing';
      expect(inForce(after)).toStrictEqual(inForce(state).filter((one) => !isTheirs(one)));
    }),
  );
});

it('a resubscription that a provider reports lifts no bounce, no complaint and nobody else’s decision', async ({
  annotate,
}) => {
  await holds(
    annotate,
    fc.property(history, (events) => {
      const { channel = 'email' } = events[0]?.data ?? {};
      const wishes = historyParts.from.map((scope, index) =>
        reported('resubscribed', {
          position: 200 + index,
          at: dayAt(29),
          data: { channel, ...(scope === undefined ? {} : { scope }) },
        }),
      );
      const lasting = (all: readonly StoredSuppressionEvent[]) =>
        inForce(addressAfter(...all)).filter(({ reason }) => !isWish(reason));
      expect(lasting([...events, ...wishes])).toStrictEqual(lasting(events));
    }),
  );
});

it('an undo takes away what a time brought about, and leaves all else in force', async ({ annotate }) => {
  let undone = 0;
  await holds(
    annotate,
    fc.property(history, (events) => {
      const cause = { from: dayAt(8), to: dayAt(20), reasons: suppressionReasons, sources: null };
      const state = addressAfter(...events);
      const selection = previewUndo(state, cause, rules, now);
      const command = { type: 'UndoSuppressions', selection, why: 'outage', causeId: 'undo-1' } as const;
      const lifts = decideUndo(command, [state]);
      const after = addressAfter(
        ...events,
        ...lifts.map((lift, index) => lifted(lift, { position: 200 + index })),
      );
      undone += lifts.length;
      expect(new Set(lifts.map(({ data }) => data.cell)).size).toBe(lifts.length);
      expect(new Set(lifts.map(({ data }) => data.causeId)).size).toBeLessThanOrEqual(1);
      expect(previewUndo(after, cause, rules, now)).toStrictEqual([]);
      const cells = new Set(selection.map(({ cell }) => cell));
      const others = (suppressions: readonly Suppression[]) =>
        suppressions.filter(({ cell }) => !cells.has(cell));
      expect(others(inForce(after))).toStrictEqual(others(inForce(state)));
      for (const { cell, staysSuppressed } of selection) {
        const stays = inForce(after).length > 0;
        if (selection.length === 1) expect([cell, staysSuppressed]).toStrictEqual([cell, stays]);
      }
      for (const suppression of inForce(after))
        expect(cause.from <= suppression.since && suppression.since < cause.to).toBe(false);
    }),
  );
  expect(undone).toBeGreaterThan(200);
});
