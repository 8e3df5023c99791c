import { z } from 'zod';
import { greeting, line, link, name, paragraph } from './fields.ts';
import { shortened } from './gsm-text.ts';
import { template } from './letter.ts';

export const weeklyNews = template(
  'weekly-news',
  'Weekly news',
  z.strictObject({
    title: line,
    intro: paragraph,
    items: z
      .array(z.strictObject({ title: line, text: paragraph, url: link.optional() }))
      .min(1)
      .max(10),
  }),
  ({ title, intro, items }) => ({
    subject: title,
    preview: shortened(intro, 120),
    heading: title,
    blocks: [
      { kind: 'text', text: intro },
      ...items.map((item) => ({ kind: 'item', ...item, url: item.url ?? null }) as const),
    ],
    sms: shortened(title, 160),
    short: { title, body: shortened(intro, 400) },
  }),
);

export const stillInterested = template(
  'still-interested',
  'Still interested?',
  z.strictObject({
    name,
    topic: line.optional(),
    keepUrl: link,
    /** Each stands in place of our own words. */
    subject: line.optional(),
    text: paragraph.optional(),
    button: line.optional(),
  }),
  ({ topic = 'our news', ...fill }) => {
    const subject = fill.subject ?? `Do you still want ${topic}?`;
    const text =
      fill.text ??
      `You have not opened ${topic} for a while. If you still want to hear from us, say so with one click.`;
    return {
      subject,
      preview: 'One click keeps them coming. Otherwise we stop.',
      heading: 'Shall we go on?',
      blocks: [
        { kind: 'text', text: greeting(fill.name) },
        { kind: 'text', text },
        { kind: 'button', label: fill.button ?? 'Keep me on the list', url: fill.keepUrl },
        { kind: 'note', text: 'If you do nothing, we stop writing. You can come back at any time.' },
      ],
      sms: `${shortened(subject, 160)} ${fill.keepUrl}`,
      short: { title: subject, body: 'If you do nothing, we stop writing.', url: fill.keepUrl },
    };
  },
);
