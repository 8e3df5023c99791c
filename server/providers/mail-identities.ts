import type { Category } from '#server/domain/category/category.ts';
import type { Mailbox } from './sender.ts';

/** Whom mails of each stream come from; null where nobody said. Complaints about the one must not harm the other. */
export type MailIdentities = Readonly<Record<Category['stream'], Mailbox | null>>;

interface Settings {
  readonly isLocal: boolean;
  readonly MAIL_FROM?: string | undefined;
  readonly MAIL_FROM_MARKETING?: string | undefined;
}

/** In local mode nothing leaves the machine, so invented senders will do. */
const localIdentities: Readonly<Record<Category['stream'], Mailbox>> = {
  transactional: { name: 'Earshot', address: 'no-reply@earshot.test' },
  marketing: { name: 'Earshot News', address: 'news@earshot.test' },
};

/** Reads `MAIL_FROM` and `MAIL_FROM_MARKETING`. The one never stands in for the other. */
export function mailIdentities({ isLocal, MAIL_FROM, MAIL_FROM_MARKETING }: Settings): MailIdentities {
  return {
    transactional: mailboxOf(MAIL_FROM) ?? (isLocal ? localIdentities.transactional : null),
    marketing: mailboxOf(MAIL_FROM_MARKETING) ?? (isLocal ? localIdentities.marketing : null),
  };
}

/** `Earshot <no-reply@example.com>` or an address alone; null for anything else. */
export function mailboxOf(text: string | undefined): Mailbox | null {
  const [, name = '', address = text?.trim() ?? ''] = /^\s*(.*?)\s*<([^<>]*)>\s*$/.exec(text ?? '') ?? [];
  if (!/^[^\s@<>()[\],:;"\\]{1,64}@[^\s@<>()[\],:;"\\]{1,255}$/.test(address)) return null;
  const plain = name.replace(/^"(.*)"$/, '$1');
  return plain === '' ? { address } : { address, name: plain };
}
