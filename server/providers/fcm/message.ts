import { ownIds } from '#server/providers/outbound-mail.ts';
import { fittingPayload } from '#server/providers/push-payload.ts';
import type { OutboundMessage } from '#server/providers/sender.ts';

/**
 * The message resource: what the device shows, and our ids for the app to report with. The tag makes a second copy of
 * the same message replace the first on the screen. Source: firebase.google.com/docs/reference/fcm/rest/v1/projects.messages.
 */
export function messageOf(message: OutboundMessage<'push'>) {
  const { messageId, to, stream, content } = message;
  const { title, url } = content;
  const isSecure = url?.startsWith('https://') === true;
  const payload = fittingPayload(content.body, (body) => ({
    notification: { title, body },
    data: { ...ownIds(message), ...(url !== undefined && { url }) },
    android: {
      priority: stream === 'transactional' ? 'high' : 'normal',
      notification: { tag: messageId },
    },
    // A browser opens nothing but https.
    webpush: { notification: { tag: messageId }, ...(isSecure && { fcm_options: { link: url } }) },
  }));
  return { message: { token: to, ...payload } };
}
