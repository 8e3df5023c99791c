import type { Channel } from '#server/domain/message/report.ts';
import type { SubjectAddress } from '#server/event-store/event-store.ts';
import type { ContentOf, OutboundMessage } from '#server/providers/sender.ts';
import { type Asked, RenderError, renderers, toldBy } from '#server/templates/render.ts';
import { unsubscribeLinks } from '#server/unsubscribe/links.ts';
import type { KnownMessage } from './load-message.ts';
import { streamOf } from './reachable-channels.ts';
import type { Outbound } from './send-deps.ts';

/**
 * What is handed to a provider: the same whenever it is asked for, so that a provider which recognises a message is given
 * no other under its id. Throws RenderError where there is nothing to say, or nobody to say it.
 */
export async function composeMessage<C extends Channel>(
  outbound: Outbound,
  known: KnownMessage,
  { recipient, provider, subjectId }: { recipient: SubjectAddress; provider: string; subjectId: string },
): Promise<OutboundMessage<C>> {
  const { messageId, request, template } = known;
  return {
    messageId,
    category: request.category,
    template,
    stream: streamOf(request.category),
    to: recipient.value,
    // Safe: the content is made for the channel of the message, which is C.
    content: (await contentOf(outbound, known, subjectId)) as ContentOf[C],
    callbackUrl: `${outbound.publicBaseUrl}/api/webhooks/${provider}`,
  };
}

async function contentOf(
  outbound: Outbound,
  known: KnownMessage,
  subjectId: string,
): Promise<ContentOf[Channel]> {
  const { channel } = known.toSend;
  const asked = askedOf(known);
  if (channel !== 'email') return renderers[channel](asked);
  const stream = streamOf(known.request.category);
  const from = outbound.mailIdentities[stream];
  if (from === null) throw new RenderError('No sender is set for mails of this stream.');
  const { userId, category } = known.request;
  const who = userId === null ? { channel, subjectId } : { userId };
  const unsubscribe =
    stream === 'marketing' ? unsubscribeLinks(outbound, { who, category }, known.requestedAt) : null;
  return await renderers.email(asked, { from, unsubscribe });
}

function askedOf({ request, personal, template }: KnownMessage): Asked {
  const own = { template: request.template, fill: personal.fill ?? {}, content: personal.content ?? null };
  return toldBy(template, own);
}
