import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleSecrets } from '#server/testing/sample-events.ts';
import type { CopiedRow } from './copy-rows.ts';
import { eventsFromText, textOfEvents } from './event-text.ts';
import { textOfPersonal } from './personal.ts';
import { deriveSubjectKey, loadKeys, nonceBytes, SealError, seal, sealContext } from './sealing.ts';
import { SubjectKeys } from './subject-keys.ts';
import { UpcastError } from './upcast.ts';

const keys = loadKeys(sampleSecrets);
const subjectKeys = new SubjectKeys(keys, { max: 10 });
const subjectId = 'subject-ada';
const salt = Buffer.alloc(16, 3);
const salts = new Map([[subjectId, salt]]);

const plain: CopiedRow = {
  position: 7,
  stream: 'message-m-1',
  type: 'MessageDelivered',
  version: 1,
  occurredAt: Date.UTC(2026, 4, 3, 9, 0, 0),
  receivedAt: Date.UTC(2026, 4, 3, 9, 0, 0, 120),
  recordedAt: Date.UTC(2026, 4, 3, 9, 0, 0, 123),
  source: 'sample',
  sourceEventId: 'e-1',
  data: Buffer.from('{"messageId": "m-1"}'),
  subjectId: null,
  sealed: null,
  actor: null,
  causation: null,
  correlation: null,
  verification: null,
};

/** A row whose personal data is sealed as `append` does. */
function sealedRow(personal: object, row: Partial<CopiedRow> = {}): CopiedRow {
  const whole = { ...plain, subjectId, ...row };
  const key = deriveSubjectKey(keys, subjectId, salt);
  const context = sealContext(whole);
  return { ...whole, sealed: seal(key, randomBytes(nonceBytes), textOfPersonal(personal), context) };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const through = (...rows: readonly CopiedRow[]) => eventsFromText(textOfEvents(rows, salts, subjectKeys));

describe('events as text', () => {
  it('come out in order, with every field that the store has of them', () => {
    const verification = '{"keyId": "k1", "scope": "full_body", "method": "sample"}';
    const first = { ...plain, actor: 'user-1', causation: 'a/1', correlation: 'b/2', verification };
    const [one, two, ...others] = through(first, { ...plain, position: 9 });
    expect(others).toEqual([]);
    expect(one).toStrictEqual({
      position: 7,
      stream: 'message-m-1',
      type: 'MessageDelivered',
      data: { messageId: 'm-1' },
      personal: null,
      occurredAt: '2026-05-03T09:00:00.000Z',
      receivedAt: '2026-05-03T09:00:00.120Z',
      recordedAt: '2026-05-03T09:00:00.123Z',
      source: 'sample',
      sourceEventId: 'e-1',
      subjectId: null,
      erased: false,
      actor: 'user-1',
      causation: 'a/1',
      correlation: 'b/2',
      verification: { keyId: 'k1', scope: 'full_body', method: 'sample' },
    });
    expect(two).toMatchObject({ position: 9, actor: null, causation: null, verification: null });
    expect(through()).toEqual([]);
  });

  it('say what was said, in whatever letters', () => {
    const words = fc.string({ unit: 'binary' });
    const fields = fc.dictionary(
      words.filter((name) => name !== '__proto__' && name !== 'raw'),
      fc.jsonValue(),
    );
    const sent = fc.option(fc.jsonValue(), { nil: undefined });
    fc.assert(
      fc.property(fields, words, words, sent, (own, stream, sourceEventId, raw) => {
        const personal = raw === undefined ? own : { ...own, raw };
        const [event] = through(sealedRow(personal, { stream, sourceEventId, data: json(own) }));
        const said = JSON.parse(JSON.stringify(own));
        expect(event).toMatchObject({ stream, sourceEventId });
        expect(event?.data).toEqual(said);
        expect(event?.personal).toEqual(
          typeof raw === 'object' ? said : JSON.parse(JSON.stringify(personal)),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('leave what a report was read from behind, but not bytes that nobody could read', () => {
    const [report, letter] = through(
      sealedRow({ recipient: 'ada@example.com', raw: { email: 'ada@example.com' } }),
      sealedRow({ raw: '<html>', encoding: 'utf8' }, { type: 'WebhookUnrecognized' }),
    );
    expect(report?.personal).toStrictEqual({ recipient: 'ada@example.com' });
    expect(letter?.personal).toStrictEqual({ raw: '<html>', encoding: 'utf8' });
  });

  it('are nobody’s any more once their subject was erased', () => {
    const row = sealedRow({ recipient: 'ada@example.com' });
    const erased = eventsFromText(textOfEvents([row], new Map([[subjectId, null]]), subjectKeys));
    expect(erased).toMatchObject([{ personal: null, erased: true, subjectId }]);
    expect(through(row)).toMatchObject([{ personal: { recipient: 'ada@example.com' }, erased: false }]);
  });

  it('are raised to the shape of today', () => {
    const data = json({ notificationId: 'ntf_1' });
    const asked = { ...plain, type: 'NotificationRequested', data };
    expect(through({ ...asked, version: 1 }, { ...asked, version: 2 })).toMatchObject([
      { data: { notificationId: 'ntf_1', channels: [] } },
      { data: { notificationId: 'ntf_1' } },
    ]);
    expect(() => through({ ...plain, type: 'MessageSung' })).toThrow(UpcastError);
  });

  it('are none where the bytes were sealed for another event', () => {
    const moved = { ...sealedRow({ recipient: 'ada@example.com' }), sourceEventId: 'e-2' };
    expect(() => through(moved)).toThrow(SealError);
  });
});
