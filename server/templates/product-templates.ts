import { z } from 'zod';
import { line, link, paragraph } from './fields.ts';
import { gsmLength, gsmText, shortened } from './gsm-text.ts';
import { template } from './letter.ts';

const placesOfOneSms = 160;

export const productUpdate = template(
  'product-update',
  'Product update',
  z.strictObject({ title: line, text: paragraph, action: line.optional(), url: link.optional() }),
  (fill) => ({
    subject: fill.title,
    preview: shortened(fill.text, 120),
    heading: fill.title,
    blocks: [
      { kind: 'text', text: fill.text },
      ...(fill.url === undefined
        ? []
        : [{ kind: 'button', label: fill.action ?? 'Have a look', url: fill.url } as const]),
    ],
    sms: shortened(fill.title, placesOfOneSms),
    short: {
      title: fill.title,
      body: shortened(fill.text, 400),
      ...(fill.url === undefined ? {} : { url: fill.url }),
    },
  }),
);

export const criticalAlert = template(
  'critical-alert',
  'Critical alert',
  z.strictObject({ title: line, text: paragraph, url: link.optional() }),
  ({ title, text, url }) => ({
    subject: `Important: ${title}`,
    preview: shortened(text, 120),
    heading: title,
    blocks: [
      { kind: 'text', text },
      ...(url === undefined ? [] : [{ kind: 'button', label: 'See what to do', url } as const]),
    ],
    sms: alertText(title, text, url),
    short: {
      title,
      body: text,
      ...(url === undefined ? {} : { url }),
    },
  }),
);

const wordless = 'You have an important message in your account.';

/** One text message in the alphabet that every phone has: two parts cost twice, and may arrive in any order. */
export function alertText(title: string, text: string, url: string | undefined): string {
  const link = url === undefined || (gsmLength(url) ?? placesOfOneSms) > 100 ? '' : ` ${url}`;
  const places = placesOfOneSms - (gsmLength(link) ?? 0);
  const words = gsmText(`Important: ${title}. ${text}`)?.replace(/\s+/g, ' ').trim();
  return `${shortened(words ?? wordless, places)}${link}`;
}
