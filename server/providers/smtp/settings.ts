import { ConfigurationError, type Environment } from '#server/providers/provider.ts';
import { settingOf } from '#server/providers/send-settings.ts';

export const variable = 'SMTP_URL';

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** True where the connection begins with TLS. */
  readonly secure: boolean;
  /** Where it does not: whether nothing may be said before STARTTLS has secured it. */
  readonly requireTLS: boolean;
  readonly login?: { readonly user: string; readonly pass: string };
}

/**
 * Reads `smtps://user:password@host:port`; null when it is unset. Without TLS a mail, and the password, could be read
 * on the way, so `smtp://` must offer STARTTLS except in local mode. Throws ConfigurationError, and never shows the value.
 */
export function settingsIn(environment: Environment): ServerSettings | null {
  const text = settingOf(environment, variable);
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new ConfigurationError(variable, 'must be like smtps://user:password@smtp.example.com.');
  }
  if (`${url.pathname.replace(/^\/$/, '')}${url.search}${url.hash}` !== '') {
    throw new ConfigurationError(variable, 'must end after the host and port: it takes no options.');
  }
  const secure = url.protocol === 'smtps:';
  return {
    // IPv6 stands in brackets in a URL alone.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && environment.EARSHOT_LOCAL !== '1',
    ...(url.username !== '' && { login: { user: decoded(url.username), pass: decoded(url.password) } }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigurationError(variable, 'must have a % in user and password written as %25.');
  }
}
