import { describe, expect, it } from 'vitest';
import { defaultCategories } from '#server/domain/category/category.ts';
import { added, addressAfter, lifted, reported } from './address-history.ts';
import { decideSuppression, type SuppressionCommand } from './decide.ts';
import type { SuppressionLifted } from './events.ts';
import type { StoredSuppressionEvent } from './evolve.ts';

const rules = { policies: [], categories: defaultCategories };
const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`;
const decide = (given: readonly StoredSuppressionEvent[], when: SuppressionCommand) =>
  decideSuppression(when, addressAfter(...given), rules);

const lift = (data: Partial<SuppressionLifted['data']>): SuppressionLifted => ({
  type: 'SuppressionLifted',
  data: {
    channel: 'email',
    subjectId: 'subject-ada',
    cell: 'hard_bounce',
    upTo: { at: at(1), id: 'example-mail/event-1' },
    why: 'mailbox was mended',
    causeId: null,
    ...data,
  },
  personal: null,
});

describe('adding a suppression', () => {
  const command = {
    type: 'AddSuppression',
    address: 'Ada@example.com',
    reason: 'manual',
    scope: 'category:billing',
    expiresAt: at(30),
    why: 'asked by telephone',
    at: at(10),
  } as const satisfies SuppressionCommand;
  const { type: _, at: __, address, ...said } = command;

  it('is recorded as it was said', () => {
    expect(decide([], command)).toStrictEqual([
      {
        type: 'SuppressionAdded',
        data: { channel: 'email', subjectId: 'subject-ada', ...said },
        personal: { address },
      },
    ]);
  });

  it('is refused when it would be over already', () => {
    for (const expiresAt of [at(9), at(10)]) {
      expect(() => decide([], { ...command, expiresAt })).toThrow(
        expect.objectContaining({ code: 'expiry_in_the_past' }),
      );
    }
  });

  it('brings nothing when it is so, and something when it lasts otherwise or has ended', () => {
    const there = added({ scope: command.scope, expiresAt: command.expiresAt }, { at: at(2) });
    expect(decide([there], command)).toStrictEqual([]);
    expect(decide([there], { ...command, expiresAt: null })).toHaveLength(1);
    expect(decide([there], { ...command, at: at(30), expiresAt: at(40) })).toHaveLength(1);
    expect(decide([reported('hard_bounced')], command)).toHaveLength(1);
  });
});

describe('lifting a suppression', () => {
  const command = {
    type: 'LiftSuppression',
    cell: 'hard_bounce',
    why: ' mailbox was mended ',
    at: at(10),
  } as const;

  it('takes it away up to the newest event that speaks for it', () => {
    const bounces = [1, 2].map((position) => reported('hard_bounced', { position }));
    expect(decide(bounces, command)).toStrictEqual([
      lift({ upTo: { at: at(2), id: 'example-mail/event-2' } }),
    ]);
  });

  it('leaves nothing of it, and all else as it was', () => {
    const given = [reported('hard_bounced', { position: 1 }), reported('complained', { position: 2 })];
    const [event] = decide(given, command);
    if (event?.type !== 'SuppressionLifted') throw new Error('a lift');
    const after = [...given, lifted(event, { position: 3 })];
    expect(decide(after, command)).toStrictEqual([]);
    expect(decide(after, { ...command, cell: 'complaint' })).toHaveLength(1);
  });

  it('can lift a complaint, with a reason', () => {
    expect(decide([reported('complained')], { ...command, cell: 'complaint' })).toStrictEqual([
      lift({ cell: 'complaint' }),
    ]);
  });

  it.each(['', '  \n'])('is refused without a reason: %j', (why) => {
    expect(() => decide([reported('hard_bounced')], { ...command, why })).toThrow(
      expect.objectContaining({ code: 'lift_needs_reason' }),
    );
  });

  it('brings nothing where nothing is in force', () => {
    expect(decide([], command)).toStrictEqual([]);
    expect(decide([reported('complained')], command)).toStrictEqual([]);
    const expired = added({ expiresAt: at(9) }, { at: at(1) });
    expect(decide([expired], { ...command, cell: 'added:manual:all_but_security' })).toStrictEqual([]);
  });
});

describe('a person who wants messages again', () => {
  const why = 'the person asked for messages again';
  const everything = { type: 'Resubscribe', scope: null, at: at(30) } as const;
  const left = reported('unsubscribed', { position: 5, data: { scope: 'global' } });
  const leftBilling = reported('unsubscribed', {
    position: 6,
    data: { scope: 'list', category: 'billing' },
  });
  const listed = added({ reason: 'unsubscribe', scope: 'category:billing' }, { position: 7 });

  it('undoes every unsubscription', () => {
    expect(decide([left, leftBilling, listed], everything)).toStrictEqual([
      lift({ cell: 'added:unsubscribe:category:billing', upTo: { at: at(7), id: 'admin/event-7' }, why }),
      lift({ cell: 'unsubscribe:global', upTo: { at: at(5), id: 'example-mail/event-5' }, why }),
      lift({ cell: 'unsubscribe:list:billing', upTo: { at: at(6), id: 'example-mail/event-6' }, why }),
    ]);
  });

  it('undoes those of one kind only when that is asked', () => {
    const events = decide([left, leftBilling, listed], { ...everything, scope: 'category:billing' });
    expect(events.map(({ data }) => 'cell' in data && data.cell)).toStrictEqual([
      'added:unsubscribe:category:billing',
      'unsubscribe:list:billing',
    ]);
  });

  it('is no longer silent', () => {
    const silent = added({ reason: 'inactive', scope: 'stream:marketing' }, { position: 2 });
    const cell = 'added:inactive:stream:marketing';
    expect(decide([silent], everything)).toStrictEqual([
      lift({ cell, upTo: { at: at(2), id: 'admin/event-2' }, why }),
    ]);
    expect(decide([silent], { ...everything, scope: 'category:billing' })).toStrictEqual([]);
    const gone = reported('hard_bounced', { data: { channel: 'push' } });
    expect(decide([gone], everything)).toStrictEqual([]);
  });

  it('lifts no bounce, no complaint, no list and no decision of somebody else', () => {
    const given = [
      reported('hard_bounced', { position: 1 }),
      reported('complained', { position: 2 }),
      ...[3, 4, 5, 6, 7].map((position) => reported('soft_bounced', { position })),
      added({ reason: 'manual' }, { position: 8 }),
      added({ reason: 'provider_list' }, { position: 9 }),
      added({ reason: 'complaint' }, { position: 10 }),
    ];
    expect(decide(given, everything)).toStrictEqual([]);
  });

  it('cannot undo a STOP here, only by START', () => {
    const stop = reported('unsubscribed', { data: { channel: 'sms', scope: 'sender' } });
    expect(decide([stop], everything)).toStrictEqual([]);
  });
});
