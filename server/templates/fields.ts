import { z } from 'zod';
import { lineOfText, storableText, webAddress } from '#server/domain/text.ts';

/** What templates are filled with, bounded so that no mail grows beyond what mail programs show. */
export const line = lineOfText(200);
export const paragraph = storableText(2_000);
export const link = webAddress;
/** How the person is addressed. */
export const name = lineOfText(100).optional();
/** A moment or a day as the host writes it for this person, such as `21 November, 12:00`. */
export const moment = lineOfText(60);
export const code = z.string().regex(/^[0-9A-Za-z-]{4,12}$/, 'must be 4 to 12 letters, digits or hyphens');

export function greeting(person: string | undefined): string {
  return person === undefined ? 'Hello,' : `Hello ${person},`;
}
