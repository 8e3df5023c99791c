import { z } from 'zod';
import { defaultCategories, findCategory } from '#server/domain/category/category.ts';
import { channels } from '#server/domain/message/report.ts';
import { money } from '#server/domain/money.ts';
import { directAddresses, metadata, readyContent } from '#server/domain/notification/content.ts';
import { criticalities } from '#server/domain/notification/events.ts';
import { lineOfText } from '#server/domain/text.ts';
import { findTemplate } from '#server/templates/registry.ts';

const label = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'must be letters, digits, hyphens, dots and underscores');

const shape = z.strictObject({
  idempotencyKey: lineOfText(200).optional().meta({
    description:
      'The same key again is the same request: it gets the same answer, and nothing is sent twice.',
  }),
  userId: lineOfText(200)
    .optional()
    .meta({ description: 'Your own id of the person: their addresses and preferences are used.' }),
  addresses: directAddresses
    .optional()
    .meta({ description: 'Where to reach them by channel, in place of what is known.' }),
  category: lineOfText(40),
  template: label.optional().meta({
    description: 'Filled with `fill`. With `content`, a name of your own that reports are told apart by.',
  }),
  fill: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'What the template is filled with.' }),
  content: readyContent
    .optional()
    .meta({ description: 'What to say on each of the channels, in place of a template.' }),
  channels: z
    .array(z.enum(channels))
    .min(1)
    .max(channels.length)
    .refine((all) => new Set(all).size === all.length, 'must name each channel once')
    .meta({ description: 'In order of preference: the first that may be used is.' }),
  criticality: z.enum(criticalities).default('normal'),
  reference: lineOfText(500).optional().meta({ description: 'Your own reference to what this is about.' }),
  metadata: metadata.optional(),
  value: money
    .optional()
    .meta({ description: 'What is at stake, in millionths of a currency, for reports on revenue.' }),
});

/** What somebody asks to be told to one person or address, checked against the categories and templates there are. */
export const notificationWish = shape.superRefine((wish, context) => {
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  if (wish.userId === undefined && Object.keys(wish.addresses ?? {}).length === 0) {
    refuse(['userId'], 'Name a person, or give an address.');
  }
  checkChannels(wish, refuse);
  checkContent(wish, refuse, context);
});
export type NotificationWish = z.output<typeof notificationWish>;

/** What stands in place of a template's name where the caller wrote the text and named none. */
export const writtenByCaller = 'custom';

type Shape = z.output<typeof shape>;
type Refuse = (path: (string | number)[], message: string) => void;

function checkChannels({ category, channels: asked, userId, addresses }: Shape, refuse: Refuse): void {
  const found = findCategory(defaultCategories, category);
  if (found === null) {
    refuse(['category'], `must be one of ${Object.keys(defaultCategories).join(', ')}`);
  }
  for (const [n, channel] of asked.entries()) {
    if (found !== null && !found.channels.includes(channel)) {
      refuse(['channels', n], 'This category is not sent over this channel.');
    }
    const isGiven = channel !== 'in_app' && addresses?.[channel] !== undefined;
    if (userId === undefined && !isGiven) {
      refuse(['channels', n], 'Without a person, give an address for this channel.');
    }
  }
}

function checkContent(wish: Shape, refuse: Refuse, context: z.RefinementCtx<Shape>): void {
  const { content, template, fill } = wish;
  if (content !== undefined) {
    if (fill !== undefined) refuse(['fill'], 'goes with a template, not with content');
    for (const channel of wish.channels) {
      if (content[channel] === undefined)
        refuse(['content', channel], 'is missing for a channel you asked for');
    }
    return;
  }
  const found = template === undefined ? null : findTemplate(template);
  if (found === null) {
    refuse(['template'], 'must be a template, or give content');
    return;
  }
  const parsed = found.fill.safeParse(fill ?? {});
  if (parsed.success) return;
  for (const issue of parsed.error.issues) {
    context.addIssue({ code: 'custom', path: ['fill', ...issue.path], message: issue.message });
  }
}
