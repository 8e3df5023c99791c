import type { ReadyContent } from '#server/domain/notification/content.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import type { Block } from '#server/templates/letter.ts';
import { type Asked, letterOf, RenderError } from '#server/templates/render.ts';
import { loadNotification } from './load-notification.ts';

const mostParagraphs = 100;

/**
 * What a notification says, whole, as its own person may read it. Null where there is no text for it, and once its
 * person is erased.
 */
export async function toldContent(
  eventStore: Pick<EventStore, 'readStream'>,
  notificationId: string,
): Promise<readonly Block[] | null> {
  const state = await loadNotification(eventStore, notificationId);
  if (state.status === 'unrequested' || state.personal === null) return null;
  const { fill, content } = state.personal;
  return blocksOf({ template: state.request.template, fill, content: content ?? null });
}

function blocksOf({ template, fill, content }: Asked): readonly Block[] | null {
  if (content !== null) return blocksOfReady(content);
  try {
    return letterOf({ template, fill }).blocks;
  } catch (error) {
    if (error instanceof RenderError) return null;
    throw error;
  }
}

/** Only ever plain text: HTML that a caller wrote is for mail programs, which take it for a stranger's. */
function blocksOfReady({ in_app, email, push, sms }: ReadyContent): readonly Block[] | null {
  const short = in_app ?? (email === undefined ? push : undefined);
  if (short !== undefined) {
    const link =
      short.url === undefined ? [] : [{ kind: 'item', title: short.url, text: '', url: short.url } as const];
    return [...paragraphsOf(short.body), ...link];
  }
  const text = email?.text ?? sms?.text;
  return text === undefined ? null : paragraphsOf(text);
}

function paragraphsOf(text: string): readonly Block[] {
  const paragraphs = text.split(/\n\s*\n/).map((one) => one.trim());
  return paragraphs
    .filter((one) => one !== '')
    .slice(0, mostParagraphs)
    .map((one) => ({ kind: 'text', text: one }));
}
