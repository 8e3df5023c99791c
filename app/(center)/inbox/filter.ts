import { inboxTabs } from '#server/domain/inbox/tab.ts';
import type { Channel } from '#server/domain/message/report.ts';

/** The categories that come with Earshot. Those of other names are offered once they have been seen. */
export const categories = ['security', 'billing', 'product', 'marketing'] as const;

/** Named here once more, for the list of the domain would bring its whole checking of shapes to the browser. */
export const channels = ['in_app', 'email', 'sms', 'push'] as const satisfies readonly Channel[];

/** What the inbox keeps in the address; `n` is the entry that is open. */
export interface InboxState {
  readonly tab: (typeof inboxTabs)[number];
  readonly q: string;
  readonly category: string | null;
  readonly channel: Channel | null;
  readonly n: string | null;
}

/** What an address says, from its parameters by name. What makes no sense counts as not said. */
export function inboxStateOf(said: (name: keyof InboxState) => string | null): InboxState {
  return {
    tab: inboxTabs.find((tab) => tab === said('tab')) ?? 'all',
    q: said('q') ?? '',
    category: said('category') || null,
    channel: channels.find((channel) => channel === said('channel')) ?? null,
    n: said('n') || null,
  };
}

/** The address that says so, as short as it can be. */
export function inboxAddress({ tab, q, category, channel, n }: InboxState): string {
  const said = { tab: tab === 'all' ? null : tab, q: q || null, category, channel, n };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) if (value !== null) query.set(name, value);
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** As long as the server takes. */
const longestSearch = 200;
const longestCategory = 100;

/** The input of `inbox.list`, alike on the server and in the browser so that the first page is found again. */
export function listInput({ tab, q, category, channel }: InboxState) {
  const known = category !== null && category.length <= longestCategory ? category : null;
  return { tab, q: q.trim().slice(0, longestSearch), category: known, channel };
}

export function isFiltered({ q, category, channel }: InboxState): boolean {
  return q !== '' || category !== null || channel !== null;
}
