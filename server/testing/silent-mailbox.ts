import { instantFromMs } from '#server/domain/instant.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';

/** Mail of a list that was delivered to an address, one at each of these times (ms since 1970), and what people did with it. */
export function mailTo(
  address: string,
  times: readonly number[],
  { category = 'marketing', did = [] }: { category?: string; did?: readonly ReportKind[] } = {},
): NewEvent[] {
  return times.flatMap((ms) =>
    (['delivered', ...did] as const).map((kind, n): NewEvent => {
      const id = `${address}-${category}-${ms}`;
      const at = instantFromMs(ms + n * 3_600_000);
      return {
        stream: messageStream(id),
        type: eventTypeOfReport[kind],
        data: {
          messageId: id,
          channel: 'email',
          provider: 'sample',
          providerMessageId: `p-${id}`,
          providerEvent: kind,
          category,
          ...(kind === 'opened' || kind === 'clicked' ? { machine: 'human' } : {}),
          echoed: true,
        },
        personal: { recipient: address, raw: {} },
        subject: { kind: 'email', value: address },
        occurredAt: at,
        receivedAt: at,
        source: 'sample',
        sourceEventId: `${id}-${kind}`,
        fingerprint: [id, kind],
        verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
      };
    }),
  );
}

/** The keyed hash of a mailbox. */
export function mailboxOf(store: Pick<EventStore, 'subjectIdOf'>, address: string): string {
  return store.subjectIdOf({ kind: 'email', value: address });
}
