/** How mails leave: over SMTP, into the local mailbox and the terminal, or not at all. */
export type MailMode =
  | { readonly mode: 'smtp'; readonly url: string; readonly from: string }
  | { readonly mode: 'local' }
  | { readonly mode: 'off' };

export interface MailSettings {
  /** Local mode, as the start script says. Never inferred from `NODE_ENV`. */
  readonly isLocal: boolean;
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_FROM?: string | undefined;
}

/** Printed links and stored mails exist in mode `local` alone, and that mode exists in a local installation alone. */
export function mailMode({ isLocal, SMTP_URL, MAIL_FROM }: MailSettings): MailMode {
  if (SMTP_URL === undefined || MAIL_FROM === undefined) return { mode: isLocal ? 'local' : 'off' };
  return { mode: 'smtp', url: SMTP_URL, from: MAIL_FROM };
}

/**
 * Whether this request may read the local mailbox: local mode, and every name and address on the request is this
 * machine. A tunnel that brings webhooks to a local installation, or a foreign name that resolves to 127.0.0.1,
 * would otherwise show strangers the links that sign in its administrator.
 */
export function mayReadLocalMailbox(settings: MailSettings, headers: Headers): boolean {
  if (!settings.isLocal) return false;
  const names = [headers.get('host'), ...entries(headers.get('x-forwarded-host'))];
  const clients = [...entries(headers.get('x-forwarded-for')), ...entries(headers.get('x-real-ip'))];
  return (
    names.every((name) => name !== null && LOOPBACK_NAME.test(name)) &&
    clients.every((client) => LOOPBACK_CLIENT.test(client)) &&
    headers.get('forwarded') === null
  );
}

function entries(list: string | null): string[] {
  return list === null ? [] : list.split(',').map((entry) => entry.trim());
}

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;
const LOOPBACK_CLIENT = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i;
