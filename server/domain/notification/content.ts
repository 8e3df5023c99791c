import { z } from 'zod';
import { lineOfText, storableText, webAddress } from '#server/domain/text.ts';

/** What stands in an inbox or on a lock screen. */
export const shortContent = z.strictObject({
  title: lineOfText(200),
  body: storableText(2_000),
  url: webAddress.optional(),
});
export type ShortContent = Readonly<z.infer<typeof shortContent>>;

/** What a message says, by channel, where the caller wrote it and no template does. */
export const readyContent = z.strictObject({
  email: z
    .strictObject({ subject: lineOfText(400), html: storableText(200_000), text: storableText(100_000) })
    .optional(),
  sms: z.strictObject({ text: storableText(1_600) }).optional(),
  push: shortContent.optional(),
  in_app: shortContent.optional(),
});
export type ReadyContent = Readonly<z.infer<typeof readyContent>>;

/** Where to reach somebody, by channel, in place of what is known of them. */
export const directAddresses = z.strictObject({
  email: lineOfText(320)
    .regex(/^[^\s@<>()[\],:;"\\]{1,64}@[^\s@<>()[\],:;"\\]{1,255}$/, 'must be one plain email address')
    .optional(),
  sms: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number in international form, such as +4915112345678')
    .optional(),
  push: lineOfText(2_000).optional(),
});
export type DirectAddresses = Readonly<z.infer<typeof directAddresses>>;

/** The caller's own words about a notification, given back with it and otherwise left alone. */
export const metadata = z
  .record(lineOfText(40), storableText(500))
  .refine((entries) => Object.keys(entries).length <= 20, 'must have at most 20 entries');
