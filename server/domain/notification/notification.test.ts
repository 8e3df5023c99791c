import { describe, expect, it } from 'vitest';
import type { DomainError } from '#server/domain/domain-error.ts';
import { decideNotification, type RequestNotification } from './decide.ts';
import { notificationStream } from './events.ts';
import { evolveNotification, type StoredNotificationEvent } from './evolve.ts';
import { messageIdOf } from './message-id.ts';
import { type NotificationState, unrequested } from './state.ts';

const command: RequestNotification = {
  type: 'RequestNotification',
  data: {
    notificationId: 'ntf_1',
    userId: 'user-ada',
    category: 'billing',
    template: 'receipt',
    channels: ['email', 'sms'],
    criticality: 'normal',
    contentHash: 'hash-of-content',
  },
  personal: { idempotencyKey: 'receipt-7', dataReference: 'invoices/7', fill: { amount: '49.90 EUR' } },
};

const stored = (erased = false): StoredNotificationEvent => ({
  position: 1,
  stream: notificationStream('ntf_1'),
  type: 'NotificationRequested',
  data: command.data,
  personal: erased ? null : command.personal,
  occurredAt: '2026-11-21T12:00:00.000Z',
  receivedAt: '2026-11-21T12:00:00.000Z',
  recordedAt: '2026-11-21T12:00:00.000Z',
  source: 'api',
  sourceEventId: 'ntf_1',
  subjectId: 'subject-ada',
  erased,
  actor: null,
  causation: null,
  correlation: null,
  verification: null,
});

const given = (...events: StoredNotificationEvent[]) =>
  events.reduce<NotificationState>(evolveNotification, unrequested);

describe('a request for a notification', () => {
  it('is recorded when it is new', () => {
    expect(decideNotification(command, given())).toStrictEqual([
      { type: 'NotificationRequested', data: command.data, personal: command.personal },
    ]);
  });

  it('brings nothing when the same key asks the same again', () => {
    expect(decideNotification(command, given(stored()))).toStrictEqual([]);
    expect(decideNotification(command, given(stored(true)))).toStrictEqual([]);
  });

  it('is refused when the same key asks something else', () => {
    const other = { ...command, data: { ...command.data, contentHash: 'hash-of-other-content' } };
    expect(() => decideNotification(other, given(stored()))).toThrow(
      expect.objectContaining({ name: 'DomainError', code: 'idempotency_key_reused' }) as DomainError,
    );
  });
});

describe('the state of a notification', () => {
  const requested = {
    status: 'requested',
    request: command.data,
    personal: command.personal,
    requestedAt: '2026-11-21T12:00:00.000Z',
  };

  it('is what was requested, read once or twice', () => {
    expect(given(stored())).toStrictEqual(requested);
    expect(given(stored(), stored())).toStrictEqual(requested);
  });

  it('is what was requested first, should another request ever get there', () => {
    const other = { ...stored(), data: { ...command.data, template: 'other' } };
    expect(given(stored(), other)).toStrictEqual(requested);
  });

  it('no longer says what to tell once the person is erased', () => {
    expect(given(stored(true))).toStrictEqual({ ...requested, personal: null });
  });
});

it('names each attempt on each channel, and the same attempt the same', () => {
  expect(messageIdOf('ntf_1', 'sms', 1)).toBe('ntf_1-sms-1');
  const ids = [
    messageIdOf('ntf_1', 'email', 0),
    messageIdOf('ntf_1', 'email', 1),
    messageIdOf('ntf_1', 'sms', 0),
  ];
  expect(new Set(ids).size).toBe(3);
});
