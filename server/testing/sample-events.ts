import type { DomainEvent } from '#server/domain/events.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';

const start = Date.UTC(2026, 4, 3, 9, 0, 0);

/** What a test says of one report; the rest is the same for all. */
export interface SampleReport {
  readonly kind?: ReportKind;
  readonly recipient?: string;
  readonly messageId?: string;
  readonly providerMessageId?: string;
  /** False where the message id is not ours. */
  readonly echoed?: boolean;
}

/** A well-formed report to append; `n` makes it distinct, and later than those with a smaller one. */
export function sampleReport(n: number, options: SampleReport = {}): NewEvent {
  const recipient = options.recipient ?? `person-${n}@example.com`;
  const messageId = options.messageId ?? `m-${n}`;
  const at = instantFromMs(start + n * 1000);
  return {
    stream: messageStream(messageId),
    type: eventTypeOfReport[options.kind ?? 'delivered'],
    data: {
      messageId,
      channel: 'email',
      provider: 'sample',
      providerMessageId: options.providerMessageId ?? `p-${messageId}`,
      providerEvent: options.kind ?? 'delivered',
      ...(options.kind === 'opened' || options.kind === 'clicked' ? { machine: 'human' } : {}),
      echoed: options.echoed ?? true,
    },
    personal: { recipient, subjectLine: `Invoice ${n}`, raw: { n, email: recipient } },
    subject: { kind: 'email', value: recipient },
    occurredAt: at,
    receivedAt: at,
    source: 'sample',
    sourceEventId: `e-${n}`,
    fingerprint: ['sample', n],
    verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
  };
}

/** An item that no adapter could read, to append; `n` makes it distinct, and later than those with a smaller one. */
export function sampleUnreadable(
  n: number,
  options: { failure?: string; adapterVersion?: number; raw?: string } = {},
): NewEvent {
  const at = instantFromMs(start + n * 1000);
  return {
    stream: webhookStream('sample'),
    type: 'WebhookUnrecognized',
    data: {
      provider: 'sample',
      failure: options.failure ?? 'event: invalid_value',
      adapterVersion: options.adapterVersion ?? 1,
    },
    personal: { raw: options.raw ?? JSON.stringify({ n, event: 'novel' }), encoding: 'json' },
    subject: { kind: 'webhook-item', value: `unreadable-${n}` },
    occurredAt: at,
    receivedAt: at,
    source: 'sample',
    sourceEventId: `unreadable-${n}`,
    fingerprint: ['unreadable', n],
    verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
  };
}

/** Something that is known without a provider, to append; `n` makes it distinct, and later than a smaller one. */
export function sampleFact(
  n: number,
  fact: DomainEvent & { readonly stream: string; readonly subject?: SubjectAddress },
): NewEvent {
  const at = instantFromMs(start + n * 1000);
  return {
    subject: null,
    ...fact,
    occurredAt: at,
    receivedAt: at,
    source: 'api',
    sourceEventId: `fact-${n}`,
    fingerprint: ['fact', n],
    actor: 'user-7',
  };
}

/** Keys that are good for tests and nothing else. */
export const sampleSecrets = {
  encryptionKey: Buffer.alloc(32, 7).toString('base64'),
  addressPepper: Buffer.alloc(32, 9).toString('base64'),
};
