import type { MessageState } from '#server/domain/message/state.ts';
import type { MessageSummary } from '#server/projections/messages/queries.ts';
import { providerById } from '#server/providers/registry.ts';
import { maskAddress } from './masking.ts';

/** One line of the explorer. Masked viewers get no free text, which may name the person. */
export function summaryView(row: MessageSummary, masked: boolean) {
  return {
    id: row.messageId,
    recipient: masked && row.recipient !== null ? maskAddress(row.recipient) : row.recipient,
    subjectLine: masked ? null : row.subjectLine,
    channel: row.channel,
    provider: row.provider,
    /** Null as long as no provider has spoken of the message. */
    providerName: row.provider === null ? null : providerName(row.provider),
    category: row.category,
    template: row.template,
    status: row.status,
    codes: row.statusCodes,
    /** Why we chose not to send it, whatever became of it since. */
    skipReason: row.skipReason,
    engagement: row.engagement,
    humanOpens: row.humanOpens,
    machineOpens: row.machineOpens,
    unknownOpens: (row.counts.opened ?? 0) - row.humanOpens - row.machineOpens,
    clicks: row.clicks,
    reads: row.reads,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    erased: row.erased,
  };
}

export function detailView(row: MessageState, masked: boolean) {
  return {
    ...summaryView(row, masked),
    masked,
    notificationId: row.notificationId,
    providerMessageId: row.providerMessageId,
    statusAt: row.statusAt,
    statusReason: masked ? null : row.statusReason,
  };
}

/** A provider by its own name; any other source by the name it has here. */
export function providerName(id: string): string {
  return providerById(id)?.name ?? id;
}
