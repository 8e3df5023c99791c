import type { Channel } from '#server/domain/message/report.ts';
import type { ReadyContent, ShortContent } from '#server/domain/notification/content.ts';
import type { ContentOf, Mailbox } from '#server/providers/sender.ts';
import { shortened } from './gsm-text.ts';
import type { Letter } from './letter.ts';
import { letterHtml } from './letter-html.tsx';
import { letterText } from './letter-text.ts';
import { findTemplate } from './registry.ts';

/** What a notification says: filled into a template, or written by the caller for the channels it has. */
export interface Asked {
  readonly template: string;
  readonly fill: unknown;
  readonly content: ReadyContent | null;
}

/** What a mail needs besides its text. */
export interface MailFrame {
  readonly from: Mailbox;
  readonly unsubscribe: {
    readonly url: string;
    /** Where the person can choose among all there is; null where nobody is named. */
    readonly manageUrl: string | null;
    readonly headers: Readonly<Record<string, string>>;
  } | null;
}

/** Nothing can be said on this channel; `message` says why and shows no data. */
export class RenderError extends Error {
  override readonly name = 'RenderError';
}

/** What each channel carries. Throws RenderError where there is no text for it, or no template that fits. */
export const renderers = {
  email: async (asked: Asked, frame: MailFrame): Promise<ContentOf['email']> => {
    const { from, unsubscribe } = frame;
    const headers = unsubscribe?.headers ?? {};
    const ready = asked.content?.email;
    if (ready !== undefined) return { from, ...ready, headers };
    const letter = letterOf(asked);
    const html = await letterHtml(letter, { sender: from.name ?? from.address, waysOut: unsubscribe });
    return { from, subject: letter.subject, html, text: letterText(letter, unsubscribe), headers };
  },
  sms: (asked: Asked): ContentOf['sms'] => asked.content?.sms ?? { text: letterOf(asked).sms },
  push: (asked: Asked): ContentOf['push'] => carried(asked.content?.push ?? letterOf(asked).short),
  in_app: (asked: Asked): ContentOf['in_app'] => carried(asked.content?.in_app ?? letterOf(asked).short),
} as const satisfies Record<Channel, unknown>;

/** What a template says of a fill. Throws RenderError. */
export function letterOf({ template: id, fill }: Pick<Asked, 'template' | 'fill'>): Letter {
  const template = findTemplate(id);
  if (template === null) throw new RenderError('There is no such template.');
  const parsed = template.fill.safeParse(fill);
  if (!parsed.success) throw new RenderError('The data does not fit the template.');
  return template.write(parsed.data);
}

/**
 * The same to be told by another template, such as an alert that repeats it: its title and its text are what that one is
 * filled with. Throws RenderError.
 */
export function toldBy(template: string, asked: Asked): Asked {
  if (template === asked.template) return asked;
  const { title, body, url } = asked.content === null ? letterOf(asked).short : shortOfReady(asked.content);
  return { template, fill: { title, text: body, ...(url === undefined ? {} : { url }) }, content: null };
}

/** How a notification is shown in an inbox; null where there is no text for it, or no template that fits. */
export function shortOf(asked: Asked): ShortContent | null {
  // Asked first, for many a template is the provider's own, and an error costs more than all else here.
  if (asked.content === null && findTemplate(asked.template) === null) return null;
  try {
    return asked.content === null ? letterOf(asked).short : shortOfReady(asked.content);
  } catch (error) {
    if (error instanceof RenderError) return null;
    throw error;
  }
}

function shortOfReady({ in_app, push, sms, email }: ReadyContent): ShortContent {
  const short = in_app ?? push;
  if (short !== undefined) return short;
  if (email !== undefined) {
    return { title: shortened(email.subject, 200), body: shortened(email.text, 2_000) };
  }
  if (sms !== undefined) return { title: 'A message for you', body: sms.text };
  throw new RenderError('There is no text to tell.');
}

function carried({ title, body, url }: ShortContent): ContentOf['push'] {
  return { title, body, ...(url === undefined ? {} : { url }) };
}
