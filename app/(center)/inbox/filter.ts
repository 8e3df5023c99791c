import { createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { inboxTabs } from '#server/domain/inbox/tab.ts';
import type { Channel } from '#server/domain/message/report.ts';

/** The categories that an inbox can be narrowed to. */
export const categories = ['security', 'billing', 'product', 'marketing'] as const;

/** Named here once more, for the list of the domain would bring its whole checking of shapes to the browser. */
export const channels = ['in_app', 'email', 'sms', 'push'] as const satisfies readonly Channel[];

/** What the inbox keeps in the address; `n` is the entry that is open. */
export const inboxParsers = {
  tab: parseAsStringLiteral(inboxTabs).withDefault('all'),
  q: parseAsString.withDefault(''),
  category: parseAsStringLiteral(categories),
  channel: parseAsStringLiteral(channels),
  n: parseAsString,
};

export type InboxState = inferParserType<typeof inboxParsers>;

export const inboxAddress = createSerializer(inboxParsers);

/** As long as the server takes. */
const longestSearch = 200;

/** The input of `inbox.list`, alike on the server and in the browser so that the first page is found again. */
export function listInput({ tab, q, category, channel }: InboxState) {
  return { tab, q: q.trim().slice(0, longestSearch), category, channel };
}

export function isFiltered({ q, category, channel }: InboxState): boolean {
  return q !== '' || category !== null || channel !== null;
}
