import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { audit } from '#db/schema/audit.ts';
import { type HistoricPlace, historicEvent } from '#server/domain/event-history.ts';
import { type DomainEvent, type EventType, eventDefinitions } from '#server/domain/events.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { expectInEveryOrder, expectRowsToFit } from '#server/testing/fold-checks.ts';
import { auditActions, auditTargetKinds } from './deed.ts';
import { type AuditRow, auditFold } from './fold.ts';
import { auditRules } from './rules.ts';

const domain = new URL('../../domain/', import.meta.url);
const signed: HistoricPlace = { source: 'admin', actor: 'user-admin' };

/** The golden event of each type in its newest version: real data, with personal fields where it has them. */
const golden = new Map<EventType, DomainEvent>(
  readdirSync(domain).flatMap((stream) => {
    const folder = new URL(`${stream}/golden/`, domain);
    return existsSync(folder) ? readdirSync(folder).flatMap((name) => goldenIn(folder, name)) : [];
  }),
);

function goldenIn(folder: URL, name: string): [EventType, DomainEvent][] {
  const [type = '', version] = name.split('.');
  const [known] = Object.entries(eventDefinitions).filter(([one]) => one === type);
  if (known === undefined || version !== `v${known[1].version}`) return [];
  const { data, personal } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  return [[type as EventType, { type, data, personal } as DomainEvent]];
}

function stored(type: EventType, place: HistoricPlace = signed): StoredEvent {
  const event = golden.get(type);
  if (event === undefined) throw new Error(`${type} has a golden file`);
  return historicEvent(event, place);
}

const fold = (events: readonly StoredEvent[]) => {
  const row = events.reduce<AuditRow | null>((state, event) => {
    const [key] = auditFold.keysOf(event);
    return key === undefined ? state : auditFold.evolve(state, event, key);
  }, null);
  if (row === null) throw new Error('a row needs a deed');
  return row;
};
const isDeed = (event: StoredEvent) => auditFold.keysOf(event).length > 0;

describe('a row', () => {
  it('has exactly the columns of the table, with a value where there must be one', () => {
    const unsigned = stored('SubjectErased', { source: 'admin' });
    expectRowsToFit(audit, [fold([stored('AllResumed')]), fold([unsigned])]);
    expectTypeOf<keyof AuditRow>().toEqualTypeOf<keyof typeof audit.$inferSelect>();
  });

  it('is the deed itself, in every order', () => {
    const lifted = stored('SuppressionLifted', { ...signed, position: 7 });
    const expected: AuditRow = {
      id: 'admin/event-7',
      position: 7,
      at: '2026-11-21T12:07:00.000Z',
      recordedAt: '2026-11-21T12:07:00.000Z',
      actor: 'user-admin',
      source: 'admin',
      action: 'suppression_lifted',
      targetKind: 'subject',
      targetId: 'Zk9uYnBqVmR3cXhZ1a2b3c',
      details: {
        channel: 'email',
        cell: 'hard_bounce',
        upTo: { at: '2026-11-21T10:05:00.000Z', id: 'example-mail/ZXZlbnQtMQ' },
        why: 'our DNS was broken',
        causeId: 'undo_01JD8Q2Y4M',
      },
    };
    const reports = [stored('MessageDelivered', { position: 8 }), stored('NotificationRequested')];
    expectInEveryOrder(fold, [lifted, ...reports], expected, 12);
  });

  it('is left untouched when its event is read again', () => {
    const event = stored('AllPaused');
    const row = fold([event]);
    expect(auditFold.evolve(row, event, row.id)).toBe(row);
  });
});

describe('every event type', () => {
  const types = Object.keys(eventDefinitions) as EventType[];

  it('has a rule, and is read only if it can be a deed', () => {
    expect(Object.keys(auditRules).sort()).toEqual(types.toSorted());
    const audited = types.filter((type) => auditRules[type] !== null);
    expect([...auditFold.handles].sort()).toEqual(audited.sort());
    expect(audited.length).toBeGreaterThan(10);
  });

  it('that is a deed has an action of its own and tells what it was done to', () => {
    const rows = auditFold.handles.map((type) => fold([stored(type)]));
    expect(rows.map(({ action }) => action).sort()).toEqual([...auditActions].sort());
    for (const { targetKind, targetId } of rows) {
      expect(auditTargetKinds).toContain(targetKind);
      expect(targetId).not.toBe('');
    }
    expect(new Set(rows.map(({ targetKind }) => targetKind)).size).toBe(auditTargetKinds.length);
  });

  it.each(auditFold.handles)('%s is told by its clear data, and by nothing that is sealed', (type) => {
    const event = stored(type);
    const { details, targetId } = fold([event]);
    expect(JSON.parse(JSON.stringify(details))).toStrictEqual(details);
    expect(event.data).toMatchObject(details);
    const told = JSON.stringify([details, targetId]);
    for (const secret of textsIn(event.personal)) expect(told).not.toContain(secret);
    expect(fold([{ ...event, personal: null, erased: true } as StoredEvent])).toStrictEqual(fold([event]));
  });
});

describe('an event is a deed', () => {
  it.each<EventType>(['SuppressionAdded', 'PreferenceChanged', 'AllPaused', 'ContactAddressSet'])(
    'if somebody put their name to it: %s',
    (type) => {
      expect(isDeed(stored(type))).toBe(true);
      expect(isDeed(stored(type, { source: 'sync' }))).toBe(false);
    },
  );

  it.each<EventType>([
    'SubjectErased',
    'PersonalDataRevealed',
    'SuppressionLifted',
    'SuppressionsUndone',
    'SuppressionPolicyChanged',
  ])('though nobody put their name to it, when only people do that: %s', (type) => {
    const { actor, ...row } = fold([stored(type, { source: 'admin' })]);
    expect(actor).toBeNull();
    expect(row).toMatchObject({ source: 'admin' });
  });

  it('if a person settled what became of an escalation, not if a report did', () => {
    const event = stored('EscalationSettled');
    const settledBy = (by: 'person' | 'report') => ({ ...event, data: { ...event.data, by } }) as StoredEvent;
    expect(isDeed(settledBy('person'))).toBe(true);
    expect(isDeed(settledBy('report'))).toBe(false);
  });

  it('never if it is what a key is for, whoever asked', () => {
    expect(isDeed(stored('NotificationRequested'))).toBe(false);
    expect(isDeed(stored('MessageConverted'))).toBe(false);
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
