import deCenter from './de/center.json' with { type: 'json' };
import deData from './de/data.json' with { type: 'json' };
import deEmbed from './de/embed.json' with { type: 'json' };
import deInbox from './de/inbox.json' with { type: 'json' };
import dePreferences from './de/preferences.json' with { type: 'json' };
import deUnsubscribe from './de/unsubscribe.json' with { type: 'json' };
import enCenter from './en/center.json' with { type: 'json' };
import enData from './en/data.json' with { type: 'json' };
import enEmbed from './en/embed.json' with { type: 'json' };
import enInbox from './en/inbox.json' with { type: 'json' };
import enPreferences from './en/preferences.json' with { type: 'json' };
import enUnsubscribe from './en/unsubscribe.json' with { type: 'json' };

import type { Locale } from './locale.ts';

/** The texts in one language: one file for each area, in the ICU message format. English says which there are. */
const en = {
  center: enCenter,
  data: enData,
  embed: enEmbed,
  inbox: enInbox,
  preferences: enPreferences,
  unsubscribe: enUnsubscribe,
};
export type Texts = typeof en;
export type Area = keyof Texts;

const de: Texts = {
  center: deCenter,
  data: deData,
  embed: deEmbed,
  inbox: deInbox,
  preferences: dePreferences,
  unsubscribe: deUnsubscribe,
};

/** As they are written, in every language. */
export const sources: Readonly<Record<Locale, Texts>> = { en, de };
