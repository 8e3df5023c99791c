import { ConfigurationError, type Environment } from './provider.ts';

/** The value of a variable without white space around it; empty when it is unset. */
export function settingOf(environment: Environment, variable: string): string {
  return environment[variable]?.trim() ?? '';
}

/** A value that must be set once its sender is used at all. Throws ConfigurationError, which says what it should be. */
export function requiredValue(environment: Environment, variable: string, shape: RegExp, problem: string) {
  const value = settingOf(environment, variable);
  if (!shape.test(value)) throw new ConfigurationError(variable, problem);
  return value;
}

/** A key as it can stand in a header. Throws ConfigurationError where it is anything else, and never shows it. */
export function apiKey(environment: Environment, variable: string): string {
  return requiredValue(environment, variable, /^[!-~]{1,4096}$/, 'must be the key alone, in one piece.');
}

/**
 * Where an API is: at its usual place, or where a gateway of one's own stands in for it. Whoever can read along has the
 * key, so it is asked over https, and over http in local mode alone. Throws ConfigurationError, and never shows the value.
 */
export function apiBase(environment: Environment, variable: string, usual: string): string {
  const text = settingOf(environment, variable);
  if (text === '') return usual;
  const isLocal = environment.EARSHOT_LOCAL === '1';
  if (!isUsable(text, isLocal)) {
    throw new ConfigurationError(
      variable,
      'must be an https address without user, query and fragment, such as https://gateway.example.com.',
    );
  }
  return text.replace(/\/+$/, '');
}

/** What a provider says, without the keys should it repeat them. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

function isUsable(text: string, isLocal: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  const isSafe = protocol === 'https:' || (isLocal && protocol === 'http:');
  return isSafe && `${username}${password}${search}${hash}` === '';
}
