import { apiKeyStream } from '#server/domain/api-key/events.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
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
    ...unreadable(),
    ...keys(),
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
  const notificationId = 'ntf-mixed';
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
