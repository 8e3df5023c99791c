import type { z } from 'zod';
import type { ShortContent } from '#server/domain/notification/content.ts';

/** A part of a letter. Each is drawn once for HTML and once for plain text, so that both always say the same. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'item'; readonly title: string; readonly text: string; readonly url: string | null }
  /** Small print. */
  | { readonly kind: 'note'; readonly text: string };

/** How whoever gets a mail can leave what it belongs to, and choose among all there is where a person is named. */
export interface WaysOut {
  readonly url: string;
  readonly manageUrl: string | null;
}

/** What a template says, on every channel. */
export interface Letter {
  readonly subject: string;
  /** English where it does not say. */
  readonly language?: 'en' | 'de';
  /** What an inbox shows beneath the subject; never a repetition of it. */
  readonly preview: string;
  readonly heading: string;
  readonly blocks: readonly Block[];
  readonly sms: string;
  /** For the lock screen and the inbox in the app. */
  readonly short: ShortContent;
}

/** A text with places to fill. */
export interface Template<Fill = unknown> {
  readonly id: string;
  /** As people who choose one read it. */
  readonly title: string;
  readonly fill: z.ZodType<Fill>;
  /** The same for the same fill, whenever it is written: a mail that is asked for again must not differ. */
  write(fill: Fill): Letter;
}

/** Describes a template whose text is checked against its fill. */
export function template<Schema extends z.ZodType>(
  id: string,
  title: string,
  fill: Schema,
  write: (fill: z.output<Schema>) => Letter,
): Template {
  // Safe: `letterOf` parses every fill with the schema of the same template before it calls `write`.
  return { id, title, fill, write: write as (fill: unknown) => Letter };
}
