import { ConfigurationError, type Environment } from '#server/providers/provider.ts';
import { apiBase, requiredValue, settingOf } from '#server/providers/send-settings.ts';
import { parseAuthTokens } from './verify.ts';

export const variables = {
  account: 'TWILIO_ACCOUNT_SID',
  key: 'TWILIO_API_KEY',
  keySecret: 'TWILIO_API_SECRET',
  authTokens: 'TWILIO_AUTH_TOKENS',
  service: 'TWILIO_MESSAGING_SERVICE_SID',
  from: 'TWILIO_FROM',
  base: 'TWILIO_API_BASE',
} as const;

export interface SendSettings {
  /** Where messages of the account are posted to. */
  readonly url: string;
  readonly login: { readonly user: string; readonly password: string };
  /** Who sends, as fields of the form. */
  readonly sender: Readonly<Record<string, string>>;
}

/**
 * Null without TWILIO_ACCOUNT_SID: an Auth Token alone is there to verify webhooks. Throws ConfigurationError when a
 * variable is missing or wrong.
 */
export function sendSettingsIn(environment: Environment): SendSettings | null {
  if (settingOf(environment, variables.account) === '') return null;
  const account = sidIn(environment, variables.account, 'AC');
  const base = apiBase(environment, variables.base, 'https://api.twilio.com');
  return {
    url: `${base}/2010-04-01/Accounts/${account}/Messages.json`,
    login: loginIn(environment, account),
    sender: senderIn(environment),
  };
}

/** An API key can be revoked alone, so it comes before the Auth Token, which also signs webhooks. */
function loginIn(environment: Environment, account: string): SendSettings['login'] {
  if (settingOf(environment, variables.key) !== '') {
    const user = sidIn(environment, variables.key, 'SK');
    const problem = 'must be the secret that was shown once, when the API key was made.';
    return { user, password: requiredValue(environment, variables.keySecret, /^[!-~]{16,128}$/, problem) };
  }
  const tokens = settingOf(environment, variables.authTokens);
  if (tokens === '') {
    const problem = `must be the SID of an API key, unless ${variables.authTokens} holds the account's Auth Token.`;
    throw new ConfigurationError(variables.key, problem);
  }
  const [first] = parseAuthTokens(variables.authTokens, tokens);
  return { user: account, password: first?.token ?? '' };
}

function senderIn(environment: Environment): SendSettings['sender'] {
  const hasService = settingOf(environment, variables.service) !== '';
  const hasFrom = settingOf(environment, variables.from) !== '';
  if (hasService && hasFrom) {
    throw new ConfigurationError(
      variables.from,
      `must be empty, since ${variables.service} chooses the sender.`,
    );
  }
  // Without either, the better of the two is asked for.
  if (!hasFrom) return { MessagingServiceSid: sidIn(environment, variables.service, 'MG') };
  return {
    From: requiredValue(
      environment,
      variables.from,
      /^(?:\+[1-9]\d{6,14}|\d{3,8}|(?=[A-Za-z0-9 _+&-]{1,11}$).*[A-Za-z].*)$/,
      'must be a number such as +4915112345678, a short code, or a name of at most 11 letters and digits.',
    ),
  };
}

function sidIn(environment: Environment, variable: string, prefix: string): string {
  const other = variable === variables.service ? ` Or set ${variables.from}.` : '';
  const problem = `must be a SID: ${prefix} and 32 characters of 0-9 and a-f.${other}`;
  return requiredValue(environment, variable, new RegExp(`^${prefix}[0-9a-f]{32}$`), problem);
}
