import { describe, expect, it } from 'vitest';
import { historicEvent } from '#server/domain/event-history.ts';
import type { DomainEvent } from '#server/domain/events.ts';
import { historic } from '#server/domain/message/message-history.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { type InboxRow, inboxFold } from './fold.ts';

const notificationId = 'ntf_1';
type Request = Extract<DomainEvent, { type: 'NotificationRequested' }>;

function requested(changes: Partial<Request['personal']> = {}, place = {}) {
  return historicEvent(
    {
      type: 'NotificationRequested',
      data: {
        notificationId,
        userId: 'ada',
        category: 'billing',
        template: 'receipt',
        channels: ['in_app', 'email'],
        criticality: 'critical',
        contentHash: 'hash',
      },
      personal: {
        idempotencyKey: 'k',
        fill: { amount: '49.90 EUR', item: 'Earshot Team, November', number: '2026-11-0042' },
        ...changes,
      },
    },
    { position: 1, subjectId: 'subject-ada', ...place },
  );
}

type Decision = Extract<DomainEvent, { type: 'SendDecided' }>['data']['decision'];
const decided = (
  channel: 'email' | 'sms',
  verdict: 'send' | 'skip',
  position: number,
  rule: Decision['rule'] = null,
  reason = 'stop',
) =>
  historicEvent(
    {
      type: 'SendDecided',
      data: {
        messageId: `${notificationId}-${channel}-0`,
        notificationId,
        channel,
        category: 'billing',
        decision: {
          verdict,
          rule,
          askAgainAt: null,
          checks: [
            {
              rule: rule ?? 'no_address',
              version: 1,
              input: { reason },
              verdict: 'fail',
              because: [],
              until: null,
            },
          ],
        },
      },
      personal: null,
    },
    { position },
  );
const marked = (
  type: 'InboxEntryMarkedRead' | 'InboxEntryMarkedUnread' | 'InboxEntryArchived',
  position: number,
) => historicEvent({ type, data: { entryId: notificationId }, personal: null }, { position });
const opened = (
  machine: 'human' | 'likely_machine' | 'unknown',
  position: number,
  messageId = 'ntf_1-email-0',
) => historic('opened', { position, data: { messageId, machine } });

function fold(events: readonly StoredEvent[]): InboxRow | null {
  return (
    events
      .filter((event) => (inboxFold.handles as readonly string[]).includes(event.type))
      // Safe: only what is handled passes the line above.
      .filter((event) => inboxFold.keysOf(event as never).includes(notificationId))
      .reduce<InboxRow | null>((row, event) => inboxFold.evolve(row, event as never, notificationId), null)
  );
}

it('keeps whom it is for and what it says, in words that can be searched', () => {
  expect(fold([requested()])).toMatchObject({
    entryId: notificationId,
    userId: 'ada',
    subjectId: 'subject-ada',
    category: 'billing',
    criticality: 'critical',
    channels: ['in_app', 'email'],
    sentOver: [],
    title: 'Receipt: 49.90 EUR',
    body: 'Earshot Team, November, receipt 2026-11-0042.',
    searched: 'receipt: 49.90 eur earshot team, november, receipt 2026-11-0042.',
    unread: false,
    archived: false,
  });
});

it('has no text where a template does not fit, and none once its person is erased', () => {
  const nothing = { title: null, body: null, searched: null };
  expect(fold([requested({ fill: { wrong: true } })])).toMatchObject({ ...nothing, erased: false });
  expect(fold([requested({}, { erased: true })])).toMatchObject({ ...nothing, erased: true });
  const row = fold([requested()]);
  expect(row && inboxFold.erase?.(row)).toMatchObject({ ...nothing, erased: true, userId: 'ada' });
  expect(fold([requested(), requested({}, { erased: true })])).toMatchObject({ ...nothing, erased: true });
  const other = requested(
    { content: { in_app: { title: 'Later', body: 'x' } } },
    { position: 9, sourceEventId: 'z' },
  );
  expect(fold([requested(), other])).toMatchObject({ title: 'Receipt: 49.90 EUR' });
});

describe('unread', () => {
  const sent = [requested(), decided('email', 'send', 2)];
  it.each([
    ['not before it is sent', [requested()], false],
    ['not where the person wished it so', [requested(), decided('email', 'skip', 2, 'opted_out')], false],
    ['where no address was known', [requested(), decided('email', 'skip', 2, 'no_address')], true],
    ['where it bounces', [requested(), decided('email', 'skip', 2, 'suppressed', 'hard_bounce')], true],
    [
      'not where they called it spam',
      [requested(), decided('email', 'skip', 2, 'suppressed', 'complaint')],
      false,
    ],
    ['once it is sent', sent, true],
    ['after a program opened it', [...sent, opened('likely_machine', 5)], true],
    ['after an open that nobody can tell', [...sent, opened('unknown', 5)], true],
    ['not after the person opened the mail', [...sent, opened('human', 5)], false],
    ['after somebody opened another mail', [...sent, opened('human', 5, 'ntf_2-email-0')], true],
    ['not after they read it here', [...sent, marked('InboxEntryMarkedRead', 5)], false],
    ['again when they say so', [...sent, opened('human', 5), marked('InboxEntryMarkedUnread', 6)], true],
    [
      'not when they open it after that',
      [...sent, marked('InboxEntryMarkedUnread', 5), opened('human', 6)],
      false,
    ],
    ['not when it is put away', [...sent, marked('InboxEntryArchived', 5)], false],
  ] as const)('%s', (_, events, unread) => {
    for (const order of [events, [...events].reverse(), [...events, ...events]]) {
      expect(fold(order)?.unread).toBe(unread);
    }
  });
});

it('says over which channels it was sent, each once', () => {
  const row = fold([
    requested(),
    decided('sms', 'send', 2),
    decided('email', 'send', 3),
    decided('sms', 'send', 4),
  ]);
  expect(row?.sentOver).toEqual(['email', 'sms']);
});
