import { describe, expect, it } from 'vitest';
import { foldMessage, type StoredMessageEvent } from '#server/domain/message/evolve.ts';
import {
  historic,
  historicConversion,
  historicRequest,
  historicSkip,
} from '#server/domain/message/message-history.ts';
import { reportKinds } from '#server/domain/message/report.ts';
import { measures, momentsOf } from './measures.ts';

const moments = (...events: StoredMessageEvent[]) => {
  const found = momentsOf(foldMessage(events)).map(({ measure, at: moment }) => [measure, moment] as const);
  expect(new Set(found.map(([measure]) => measure)).size).toBe(found.length);
  return Object.fromEntries(found);
};
const at = (time: string) => `2026-11-21T${time}.000Z`;

describe('a message', () => {
  it('is submitted as soon as a provider says anything of it, and not by us alone', () => {
    expect(moments(historicRequest(), historicConversion({ position: 2 }))).not.toHaveProperty('submitted');
    expect(moments(historicSkip('budget'))).toStrictEqual({ skipped: at('12:01:00') });
    for (const kind of reportKinds) {
      const found = moments(historicRequest(), historic(kind, { position: 2 }));
      expect(found.submitted).toBe(at('12:02:00'));
    }
  });

  it('is counted at the earliest event of each kind, whenever that arrives', () => {
    const found = moments(
      historic('delivered', { position: 1, at: at('14:00:00') }),
      historic('delivered', { position: 2, at: at('13:00:00') }),
      historic('deferred', { position: 3, at: at('12:00:00') }),
      historic('soft_bounced', { position: 4, at: at('15:00:00') }),
    );
    expect(found).toStrictEqual({
      submitted: at('12:00:00'),
      deferred: at('12:00:00'),
      delivered: at('13:00:00'),
      softBounced: at('15:00:00'),
    });
  });

  it('can reach every measure', () => {
    const machine = { machine: 'likely_machine' } as const;
    const human = { machine: 'human' } as const;
    const reports = reportKinds.map((kind, index) => historic(kind, { position: 10 + index }));
    const found = moments(
      ...reports,
      historicRequest({ position: 1 }),
      historicSkip('budget', { position: 2 }),
      historicConversion({ position: 3 }),
      historic('opened', { position: 50, data: machine }),
      historic('opened', { position: 51, data: human }),
      historic('clicked', { position: 52, data: machine }),
    );
    expect(Object.keys(found).sort()).toEqual([...measures].sort());
  });
});

describe('opens and clicks', () => {
  const delivered = historic('delivered', { position: 1, at: at('12:00:00') });
  const opened = (position: number, time: string, machine?: 'human' | 'likely_machine') =>
    historic('opened', { position, at: at(time), data: { machine } });

  it('are told apart by who made them, each at the earliest of its own', () => {
    const found = moments(
      delivered,
      opened(2, '12:30:00', 'likely_machine'),
      opened(3, '13:30:00'),
      opened(4, '15:30:00', 'human'),
      opened(5, '14:30:00', 'human'),
    );
    expect(found).toMatchObject({
      openedMachine: at('12:30:00'),
      openedUnknown: at('13:30:00'),
      openedHuman: at('14:30:00'),
    });
  });

  it('become a machine’s when the delivery, heard of later, shows their haste', () => {
    const click = historic('clicked', { position: 3, at: at('12:00:01'), data: {} });
    expect(moments(opened(2, '12:00:01', 'human'), click)).toMatchObject({
      openedHuman: at('12:00:01'),
      clickedHuman: at('12:00:01'),
    });
    const judged = moments(opened(2, '12:00:01', 'human'), click, delivered);
    expect(judged).toMatchObject({ openedMachine: at('12:00:01'), clickedMachine: at('12:00:01') });
    expect(judged).not.toHaveProperty('openedHuman');
    expect(judged).not.toHaveProperty('clickedHuman');
  });

  it('are not read receipts, which are people’s unless they say otherwise', () => {
    const read = (data: object) => moments(historic('read', { data }));
    expect(read({})).toStrictEqual({ submitted: at('12:01:00'), read: at('12:01:00') });
    expect(read({ machine: 'likely_machine' })).toStrictEqual({ submitted: at('12:01:00') });
  });
});
