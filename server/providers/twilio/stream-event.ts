import type { Instant } from '#server/domain/instant.ts';
import { type Json, unreadable } from '#server/providers/json-items.ts';
import type { WebhookItem } from '#server/providers/provider.ts';
import { ownIdsOf } from './form.ts';
import {
  type OwnIds,
  parseOwnIds,
  parseStreamEvent,
  parseStreamedClick,
  parseStreamedReply,
  parseStreamedStatus,
  type StreamEvent,
  type StreamedStatus,
} from './payload.ts';
import { phoneNumberOf } from './phone.ts';
import { replyItem } from './reply.ts';
import { clickItem, statusItems } from './report.ts';
import { searchOf } from './signed-urls.ts';

const status = /^com\.twilio\.messaging\.message\.[a-z-]+$/;
const inbound = 'com.twilio.messaging.inbound-message.received';
const click = 'com.twilio.daptbt.link-shortening.link-clicked';

/** What concerns the account, its registrations and the sink itself. Their names hold nothing about anybody. */
const aboutTheAccount =
  /^com\.twilio\.(?:eventstreams|error-logs|a2p|messaging\.compliance)(?:\.[a-z0-9-]{1,60}){1,5}$/;

/** Reads one event of Event Streams, a CloudEvent. Source: twilio.com/docs/events/event-types-overview. */
export function readStreamEvent(item: Json, receivedAt: Instant): readonly WebhookItem[] {
  const parsed = parseStreamEvent(item);
  if (!parsed.success) return [unreadable(item, parsed.error.issues)];
  const event = parsed.data;
  const told = { occurredAt: event.time ?? receivedAt, eventId: event.id ?? null, raw: item };
  if (status.test(event.type)) return readStatus(event, told);
  if (event.type === inbound) return readReply(event, told);
  if (event.type === click) return readClick(event, told);
  if (!aboutTheAccount.test(event.type)) return [unreadable(item, [{ path: ['type'], code: 'unknown' }])];
  const fingerprint = [event.type, event.id ?? JSON.stringify(item)];
  return [{ outcome: 'account', change: event.type, fingerprint, ...told }];
}

/** What the event itself says, whatever it is about. */
interface Told {
  readonly occurredAt: Instant;
  readonly eventId: string | null;
  readonly raw: Json;
}

function readStatus({ data: given }: StreamEvent, told: Told): readonly WebhookItem[] {
  const parsed = parseStreamedStatus(given);
  if (!parsed.success) return [unreadableData(told.raw, parsed.error.issues)];
  const { data } = parsed;
  const to = phoneNumberOf(data.to);
  if (to === null) return [notAPhoneNumber(told.raw, 'to')];
  return statusItems({
    ...told,
    sid: data.messageSid,
    to,
    status: data.messageStatus,
    errorCode: data.errorCode,
    reason: undefined,
    occurredAt: data.timestamp ?? told.occurredAt,
    own: ownOf(data),
  });
}

function readReply({ data: given }: StreamEvent, told: Told): readonly WebhookItem[] {
  const parsed = parseStreamedReply(given);
  if (!parsed.success) return [unreadableData(told.raw, parsed.error.issues)];
  const { messageSid, from: sender, body, timestamp } = parsed.data;
  const from = phoneNumberOf(sender);
  if (from === null) return [notAPhoneNumber(told.raw, 'from')];
  const occurredAt = timestamp ?? told.occurredAt;
  return [replyItem({ ...told, sid: messageSid, from, text: body, optOutType: undefined, occurredAt })];
}

function readClick({ data: given }: StreamEvent, told: Told): readonly WebhookItem[] {
  const parsed = parseStreamedClick(given);
  if (!parsed.success) return [unreadableData(told.raw, parsed.error.issues)];
  const { message_sid: sid, to: recipient, link, user_agent: userAgent, click_time: clickTime } = parsed.data;
  const to = phoneNumberOf(recipient);
  if (to === null) return [notAPhoneNumber(told.raw, 'to')];
  const occurredAt = clickTime ?? told.occurredAt;
  return [clickItem({ ...told, sid, to, occurredAt, link, userAgent, own: {} })];
}

/** Our ids: tags of the message, or the query of the status callback that it was sent with. */
function ownOf({ tags = {}, statusCallBackUrl = '' }: StreamedStatus): OwnIds {
  const query = parseOwnIds(ownIdsOf(new URLSearchParams(searchOf(statusCallBackUrl))));
  return query.success ? { ...tags, ...query.data } : tags;
}

function notAPhoneNumber(raw: Json, field: string): WebhookItem {
  return unreadableData(raw, [{ path: [field], code: 'not_a_phone_number' }]);
}

/** Optional fields are passed over when they are odd, so no name within the tags, which others chose, is told. */
function unreadableData(raw: Json, issues: Parameters<typeof unreadable>[1]): WebhookItem {
  return unreadable(
    raw,
    issues.map((issue) => ({ ...issue, path: ['data', ...issue.path] })),
  );
}
