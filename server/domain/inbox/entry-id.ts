const ofMessage = 'message-';

/** What one entry of an inbox is: a notification of ours, or a message that somebody else sent. */
export type EntryRef =
  | { readonly kind: 'notification'; readonly notificationId: string }
  | { readonly kind: 'message'; readonly messageId: string };

/** An entry's id. Ids of notifications are made here and begin with `ntf_`, so no message can be taken for one. */
export function entryIdOf(entry: EntryRef): string {
  return entry.kind === 'notification' ? entry.notificationId : `${ofMessage}${entry.messageId}`;
}

export function entryOfId(entryId: string): EntryRef {
  return entryId.startsWith(ofMessage)
    ? { kind: 'message', messageId: entryId.slice(ofMessage.length) }
    : { kind: 'notification', notificationId: entryId };
}
