import type { Instant } from '#server/domain/instant.ts';
import { unreadable } from '#server/providers/json-items.ts';
import type { WebhookItem } from '#server/providers/provider.ts';
import { type Fields, fieldsOf, ownIdsOf } from './form.ts';
import { parseInboundMessage, parseStatusCallback } from './payload.ts';
import { phoneNumberOf } from './phone.ts';
import { replyItem } from './reply.ts';
import { statusItems } from './report.ts';

/**
 * Reads a form: a status callback, or a message from a person. It tells no time: `RawDlrDoneDate` is the carrier's
 * clock in a zone that Twilio says varies even within one carrier, so the moment of receipt is nearer the truth.
 */
export function readCallback(
  text: string,
  query: URLSearchParams,
  receivedAt: Instant,
): readonly WebhookItem[] {
  const form = fieldsOf(text);
  if (!signs.some((name) => name in form)) return [keptAsText('body: not_a_callback', text)];
  const own = ownIdsOf(query);
  // A dead letter is tried again without its query, so whatever is kept must hold our ids.
  const fields = { ...form, ...own };
  const read = isInbound(fields) ? readReply(fields, receivedAt) : readStatus(fields, receivedAt);
  if (typeof read !== 'string') return read;
  const added = new URLSearchParams(own).toString();
  return [keptAsText(read, added === '' || text.endsWith(added) ? text : `${text}&${added}`)];
}

/** A form with none of these is no callback about a message. */
const signs = ['MessageSid', 'SmsSid', 'SmsMessageSid', 'MessageStatus', 'SmsStatus'] as const;

/** Items, or what makes the form unreadable. */
type Read = readonly WebhookItem[] | string;

function readStatus(fields: Fields, receivedAt: Instant): Read {
  const parsed = parseStatusCallback(withAliases(fields));
  if (!parsed.success) return failureOf(parsed.error.issues);
  const { data } = parsed;
  const to = phoneNumberOf(data.To);
  if (to === null) return failureOf([{ path: ['To'], code: 'not_a_phone_number' }]);
  return statusItems({
    sid: data.MessageSid,
    to,
    status: data.MessageStatus,
    errorCode: data.ErrorCode,
    reason: data.ErrorMessage ?? data.ChannelStatusMessage,
    occurredAt: receivedAt,
    eventId: null,
    own: data,
    raw: fields,
  });
}

function readReply(fields: Fields, receivedAt: Instant): Read {
  const parsed = parseInboundMessage(withAliases(fields));
  if (!parsed.success) return failureOf(parsed.error.issues);
  const { MessageSid, From, Body, OptOutType } = parsed.data;
  const from = phoneNumberOf(From);
  if (from === null) return failureOf([{ path: ['From'], code: 'not_a_phone_number' }]);
  const message = { sid: MessageSid, from, text: Body, optOutType: OptOutType };
  return [replyItem({ ...message, occurredAt: receivedAt, eventId: null, raw: fields })];
}

/** Messages from people are `received`; the oldest kind of callback has no status for them at all. */
function isInbound(fields: Fields): boolean {
  const status = fields.MessageStatus ?? fields.SmsStatus;
  return status === undefined ? 'Body' in fields : status === 'received' || status === 'receiving';
}

/** The names that the oldest callbacks use. */
function withAliases(fields: Fields): Fields {
  const { SmsSid, SmsMessageSid, SmsStatus } = fields;
  const aliases = { MessageSid: SmsSid ?? SmsMessageSid, MessageStatus: SmsStatus };
  const known = Object.entries(aliases).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(known), ...fields };
}

function failureOf(issues: Parameters<typeof unreadable>[1]): string {
  return unreadable(null, issues).failure;
}

function keptAsText(failure: string, raw: string): WebhookItem {
  return { outcome: 'unreadable', failure, raw, encoding: 'text' };
}
