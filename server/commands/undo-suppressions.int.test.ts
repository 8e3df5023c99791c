import { beforeEach, describe, expect, it } from 'vitest';
import { suppressionUndoStream } from '#server/domain/suppression/events.ts';
import type { SuppressionCause } from '#server/domain/suppression/undo.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { openSuppressionStore, type SuppressionStore } from '#server/testing/suppression-store.ts';
import { previewUndoSuppressions, undoSuppressions } from './undo-suppressions.ts';

let store: SuppressionStore;

beforeEach(async () => {
  store = await openSuppressionStore();
  return () => store.close();
});

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();
const now = at(3_600);
const by = { actor: 'admin-1', source: 'admin' } as const;
const otherAdmin = { actor: 'admin-2', source: 'admin' } as const;

describe('undoing suppressions', () => {
  const cause: SuppressionCause = {
    from: at(100),
    to: at(200),
    reasons: ['hard_bounce'],
    sources: null,
  };
  const mailbox = (n: number) => `person-${n}@example.com`;
  const preview = () => previewUndoSuppressions(store, cause, { at: now, samples: 3 });
  const request = (digest: string) => ({
    cause,
    previewedAt: now,
    digest,
    why: 'our DNS was broken',
    by,
    at: at(3_700),
  });

  beforeEach(async () => {
    await store.eventStore.append([
      sampleReport(99, { kind: 'hard_bounced', recipient: mailbox(99) }),
      ...Array.from({ length: 10 }, (_, n) =>
        sampleReport(100 + n, { kind: 'hard_bounced', recipient: mailbox(n) }),
      ),
      sampleReport(150, { kind: 'complained', recipient: mailbox(0) }),
      sampleReport(200, { kind: 'hard_bounced', recipient: mailbox(200) }),
    ]);
    await store.project();
  });

  it('shows what it would lift and writes nothing', async () => {
    const before = await store.eventStore.newestPosition();
    expect(await preview()).toMatchObject({
      lifts: 10,
      addresses: 10,
      staySuppressed: 1,
      byReason: { hard_bounce: 10 },
      first: [{ address: mailbox(0) }, { address: mailbox(9) }, { address: mailbox(8) }],
    });
    expect(await store.eventStore.newestPosition()).toBe(before);
  });

  it('lifts exactly that, says so once, and is quiet when it is asked again', async () => {
    const { digest } = await preview();
    const done = await undoSuppressions(store, request(digest));
    expect(done.lifted).toBe(10);
    for (let n = 1; n < 10; n += 1) expect(await store.reasonsOf(mailbox(n), now)).toEqual([]);
    expect(await store.reasonsOf(mailbox(0), now)).toEqual([['complaint', null]]);
    for (const n of [99, 200])
      expect(await store.reasonsOf(mailbox(n), now)).toEqual([['hard_bounce', null]]);
    const [summary] = await store.eventStore.readStream(suppressionUndoStream(done.causeId));
    expect(summary).toMatchObject({
      type: 'SuppressionsUndone',
      data: { lifted: 10, why: 'our DNS was broken', from: at(100), to: at(200) },
      actor: 'admin-1',
    });
    const position = await store.eventStore.newestPosition();
    expect(await undoSuppressions(store, { ...request(digest), at: at(9_000) })).toEqual(done);
    expect(await store.eventStore.newestPosition()).toBe(position);
  });

  it('lets count what happened since the incident, and refuses when the preview would be another', async () => {
    const { digest } = await preview();
    await store.eventStore.append([sampleReport(300, { kind: 'hard_bounced', recipient: mailbox(3) })]);
    await store.project();
    // It bounced again after the incident: what was previewed is lifted, and the later bounce counts on.
    expect((await preview()).digest).toBe(digest);
    await store.eventStore.append([sampleReport(160, { kind: 'hard_bounced', recipient: mailbox(160) })]);
    await store.project();
    await expect(undoSuppressions(store, request(digest))).rejects.toMatchObject({ code: 'undo_outdated' });
    expect(await undoSuppressions(store, request((await preview()).digest))).toMatchObject({ lifted: 11 });
    expect(await store.reasonsOf(mailbox(3), now)).toEqual([['hard_bounce', null]]);
    expect(await store.reasonsOf(mailbox(4), now)).toEqual([]);
  });

  it('by two admins at once lifts each once', async () => {
    const { digest } = await preview();
    const answers = await Promise.all(
      [by, otherAdmin].map((author) => undoSuppressions(store, { ...request(digest), by: author })),
    );
    expect(answers.map(({ lifted }) => lifted)).toEqual([10, 10]);
    const [counted] = await store.sql<{ lifts: number; summaries: number }[]>`
      select count(*) filter (where type = 'SuppressionLifted')::int as lifts,
        count(*) filter (where type = 'SuppressionsUndone')::int as summaries from events`;
    expect(counted).toEqual({ lifts: 10, summaries: 1 });
  });

  it('is refused without a reason, and lifts nothing', async () => {
    const { digest } = await preview();
    await expect(undoSuppressions(store, { ...request(digest), why: '' })).rejects.toMatchObject({
      code: 'lift_needs_reason',
    });
    expect(await store.reasonsOf(mailbox(5), now)).toEqual([['hard_bounce', null]]);
  });
});
