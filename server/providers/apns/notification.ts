import { createHash } from 'node:crypto';
import { ownIds } from '#server/providers/outbound-mail.ts';
import { fittingPayload } from '#server/providers/push-payload.ts';
import type { OutboundMessage } from '#server/providers/sender.ts';

/**
 * What the device shows, and our ids for the app to report with. Source: developer.apple.com, "Generating a remote
 * notification".
 */
export function payloadOf(message: OutboundMessage<'push'>) {
  const { stream, content } = message;
  const { title, url } = content;
  return fittingPayload(content.body, (body) => ({
    aps: { alert: { title, body }, ...(stream === 'transactional' && { sound: 'default' }) },
    ...ownIds(message),
    ...(url !== undefined && { url }),
  }));
}

/**
 * The same message always has the same id. Apple does not say that it sends one id once, but with the id to collapse by,
 * a second copy replaces the first on the screen. Source: developer.apple.com, "Sending notification requests to APNs".
 */
export function headersOf({ messageId, stream }: OutboundMessage<'push'>, topic: string) {
  const id = uuidOf(messageId);
  return {
    'apns-id': id,
    'apns-collapse-id': id,
    'apns-topic': topic,
    'apns-push-type': 'alert',
    // 5 lets the device choose a moment that costs no power.
    'apns-priority': stream === 'transactional' ? '10' : '5',
  };
}

/** A UUID of version 8 (RFC 9562, 5.8) from the hash of a text. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
