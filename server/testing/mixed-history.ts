import { streamOfAlert } from '#server/domain/alert/watch.ts';
import { apiKeyStream } from '#server/domain/api-key/events.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { erasureStream } from '#server/domain/erasure/events.ts';
import { type InboxEventType, inboxStream } from '#server/domain/inbox/events.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { replyStream } from '#server/domain/reply/events.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { derivedReport, joinedHistory } from './joined-history.ts';
import { sampleFact, sampleReport, sampleUnreadable } from './sample-events.ts';
import { sunsetHistory } from './sunset-history.ts';

const ada = { kind: 'email', value: 'ada@example.com' } as const;
const telephone = { kind: 'phone', value: '+15005550006' } as const;
const userId = 'user-ada';

const reports: readonly (readonly [kind: ReportKind, messageId: string])[] = [
  ['accepted', 'x-1'],
  ['deferred', 'x-1'],
  ['soft_bounced', 'x-1'],
  ['delivered', 'x-1'],
  ['opened', 'x-1'],
  ['clicked', 'x-1'],
  ['delivered', 'x-2'],
  ['hard_bounced', 'x-2'],
  ['soft_bounced', 'x-3'],
  ['soft_bounced', 'x-4'],
  ['delivered', 'x-5'],
  ['complained', 'x-5'],
  ['unsubscribed', 'x-6'],
  ['resubscribed', 'x-6'],
];

/**
 * Something for every read model whose events may reach us in any order: reports late and early, messages under several
 * ids, wishes and their opposites, replies, deeds of people, items nobody could read and what became of them.
 */
export function mixedHistory(store: EventStore): readonly NewEvent[] {
  return [
    ...joinedHistory,
    ...reports.map(([kind, messageId], n) =>
      n % 3 === 0
        ? derivedReport(100 + n, {
            kind,
            messageId: `d-${messageId}`,
            providerMessageId: messageId,
            recipient: ada.value,
          })
        : sampleReport(100 + n, { kind, messageId, providerMessageId: messageId, recipient: ada.value }),
    ),
    ...wishes(store),
    ...sending(),
    ...inbox(),
    ...unreadable(),
    ...keys(),
    ...alerts(),
    ...erasures(store),
    ...sunsetHistory(store.subjectIdOf(ada)),
  ];
}

function wishes(store: EventStore): NewEvent[] {
  const subjectId = store.subjectIdOf(ada);
  const reply = (n: number, wish: 'stop' | 'start' | 'help') =>
    sampleFact(n, {
      stream: replyStream('sample'),
      type: 'ReplyReceived',
      data: { channel: 'sms', provider: 'sample', providerMessageId: `r-${n}`, wish, scope: 'sender' },
      personal: { sender: telephone.value, raw: {} },
      subject: telephone,
    });
  const preference = (n: number, enabled: boolean) =>
    sampleFact(n, {
      stream: preferencesStream(userId),
      type: 'PreferenceChanged',
      data: { userId, category: 'marketing', channel: 'email', enabled },
      personal: null,
    });
  return [
    reply(200, 'stop'),
    reply(201, 'start'),
    reply(202, 'stop'),
    reply(203, 'help'),
    preference(204, false),
    preference(205, true),
    preference(206, false),
    sampleFact(207, {
      stream: preferencesStream(userId),
      type: 'AllPaused',
      data: { userId, until: null },
      personal: null,
    }),
    sampleFact(208, {
      stream: preferencesStream(userId),
      type: 'AllResumed',
      data: { userId },
      personal: null,
    }),
    sampleFact(209, {
      stream: suppressionStream('email', subjectId),
      type: 'SuppressionAdded',
      data: {
        channel: 'email',
        subjectId,
        reason: 'manual',
        scope: 'all_but_security',
        expiresAt: null,
        why: 'asked',
      },
      personal: { address: ada.value },
      subject: ada,
    }),
    ...['ada@example.com', 'new@example.com'].map((value, n) =>
      sampleFact(210 + n, {
        stream: contactStream(userId),
        type: 'ContactAddressSet',
        data: { userId, channel: 'email', subjectId: store.subjectIdOf({ kind: 'email', value }) },
        personal: { address: value },
        subject: { kind: 'email', value },
      }),
    ),
  ];
}

function sending(): NewEvent[] {
  const notificationId = 'ntf_mixed';
  const message = { messageId: 'x-1', notificationId, channel: 'email', category: 'billing' } as const;
  const check = (rule: (typeof sendRules)[number]) =>
    ({ rule, version: 1, input: {}, verdict: 'pass', because: [], until: null }) as const;
  const decided = (n: number) =>
    sampleFact(n, {
      stream: decisionStream('x-1'),
      type: 'SendDecided',
      data: {
        ...message,
        decision: { verdict: 'send', rule: null, askAgainAt: null, checks: sendRules.map(check) },
      },
      personal: null,
    });
  return [
    sampleFact(220, {
      stream: notificationStream(notificationId),
      type: 'NotificationRequested',
      data: {
        notificationId,
        userId,
        category: 'billing',
        template: 'receipt',
        channels: ['email'],
        criticality: 'normal',
        contentHash: 'hash',
      },
      personal: { idempotencyKey: 'order-1' },
      subject: { kind: 'user', value: userId },
    }),
    decided(221),
    decided(222),
    sampleFact(223, {
      stream: messageStream('x-1'),
      type: 'MessageRequested',
      data: { ...message, template: 'receipt', attempt: 0 },
      personal: { recipient: ada.value },
      subject: ada,
    }),
    sampleFact(224, {
      stream: messageStream('x-1'),
      type: 'MessageConverted',
      data: {
        messageId: 'x-1',
        channel: 'email',
        conversion: 'invoice_paid',
        value: { amountMicros: 12_000_000, currency: 'EUR' },
      },
      personal: null,
    }),
  ];
}

function inbox(): NewEvent[] {
  const mark = (n: number, type: InboxEventType, entryId = 'ntf_mixed') =>
    sampleFact(n, { stream: inboxStream(entryId), type, data: { entryId }, personal: null });
  return [
    mark(320, 'InboxEntryMarkedRead'),
    mark(321, 'InboxEntryMarkedUnread'),
    mark(322, 'InboxEntryArchived'),
    mark(323, 'InboxEntryUnarchived'),
    mark(324, 'InboxEntryMarkedRead', 'message-x-2'),
    sampleReport(325, { kind: 'opened', messageId: 'ntf_mixed-email-0', recipient: ada.value }),
  ];
}

function unreadable(): NewEvent[] {
  const letter = sampleUnreadable(240);
  const replayed = (n: number, failure: string | null) =>
    sampleFact(n, {
      stream: webhookStream('sample'),
      type: 'DeadLetterReplayed',
      data: {
        letter: {
          id: `${letter.source}/${letter.sourceEventId}`,
          receivedAt: letter.receivedAt,
          provider: 'sample',
          failure: 'event: invalid_value',
          adapterVersion: 1,
        },
        replayId: `replay-${n}`,
        adapterVersion: 2,
        failure,
        events: failure === null ? 1 : 0,
      },
      personal: null,
    });
  return [letter, sampleUnreadable(241), replayed(242, 'item: other'), replayed(243, null)];
}

function keys(): NewEvent[] {
  const keyId = 'key-1';
  return [
    sampleFact(260, {
      stream: apiKeyStream(keyId),
      type: 'ApiKeyCreated',
      data: { keyId, name: 'Reports', hash: 'a'.repeat(64), scopes: ['messages:read'] },
      personal: null,
    }),
    sampleFact(261, { stream: apiKeyStream(keyId), type: 'ApiKeyRevoked', data: { keyId }, personal: null }),
  ];
}

function alerts(): NewEvent[] {
  const alertId = 'complaints-24h.stream.marketing.1';
  const stream = streamOfAlert(alertId);
  const measured = {
    ...{ count: 26, of: 20_400 },
    ...{ from: '2026-05-02T09:05:00.000Z', to: '2026-05-03T09:05:00.000Z' },
  };
  const cause = { part: null, others: null, codes: [] };
  const told = { alertId, recipients: null, reason: null } as const;
  return [
    sampleFact(420, {
      stream,
      type: 'AlertRaised',
      data: {
        ...{ alertId, rule: 'complaints-24h', scope: { kind: 'stream', name: 'marketing' } },
        ...{ severity: 'warning', measured, marks: { warning: 0.0005, critical: 0.001, resolved: 0.0004 } },
        cause,
      },
      personal: null,
    }),
    sampleFact(421, { stream, type: 'AlertWorsened', data: { alertId, measured, cause }, personal: null }),
    sampleFact(422, { stream, type: 'AlertResolved', data: { alertId, measured }, personal: null }),
    sampleFact(423, { stream, type: 'AlertAcknowledged', data: { alertId }, personal: null }),
    sampleFact(424, {
      stream,
      type: 'AlertTold',
      data: { ...told, news: 'raised', by: 'email', outcome: 'delivered' },
      personal: null,
    }),
    sampleFact(425, {
      stream,
      type: 'AlertTold',
      data: { ...told, news: 'worsened', by: 'webhook', outcome: 'not_set_up' },
      personal: null,
    }),
  ];
}

function erasures(store: EventStore): NewEvent[] {
  const erasureId = 'era_mixed';
  const stream = erasureStream(erasureId);
  const decided = { erasureId, reason: 'asked' };
  const outcome = { erasureId, subjects: 2, shared: 0, told: true };
  return [
    sampleFact(290, {
      stream,
      type: 'ErasureRequested',
      data: { erasureId, userIds: [userId], subjectIds: [store.subjectIdOf(ada)], language: 'en' },
      personal: { email: ada.value },
      subject: ada,
    }),
    sampleFact(291, { stream, type: 'ErasureConfirmed', data: decided, personal: null }),
    sampleFact(292, { stream, type: 'ErasureCompleted', data: outcome, personal: null }),
  ];
}
