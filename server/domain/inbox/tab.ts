/** Parts of an inbox. `all` is all that is not put away. */
export const inboxTabs = ['all', 'unread', 'archived'] as const;
export type InboxTab = (typeof inboxTabs)[number];
