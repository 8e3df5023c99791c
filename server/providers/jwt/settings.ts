import { ConfigurationError, type Environment } from '#server/providers/provider.ts';
import { listOf, strictBase64 } from '#server/providers/text.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import { type FindKey, fixedKeys, remoteKeys } from './key-set.ts';

export const variables = {
  keySetUrl: 'JWT_WEBHOOK_JWKS_URL',
  issuer: 'JWT_WEBHOOK_ISSUER',
  audience: 'JWT_WEBHOOK_AUDIENCE',
  /** The rehearsal's key sets, each in base64; local mode believes them where no URL is set, nothing else ever does. */
  localKeySets: 'JWT_WEBHOOK_LOCAL_KEY_SETS',
} as const;

/** Whose tokens are believed, for whom, and where their keys are. */
export interface Settings {
  readonly issuer: string;
  readonly audience: string;
  readonly findKey: FindKey;
}

/** Null when nothing is set. Throws ConfigurationError when something is missing or wrong. */
export function settingsFrom(environment: Environment): Settings | null {
  const valueIn = (variable: string) => environment[variable]?.trim() ?? '';
  const isLocal = environment.EARSHOT_LOCAL === '1';
  const url = valueIn(variables.keySetUrl);
  const issuer = valueIn(variables.issuer);
  const audience = valueIn(variables.audience);
  const localSets = isLocal && url === '' ? listOf(environment[variables.localKeySets]) : [];
  if (url === '' && issuer === '' && audience === '' && localSets.length === 0) return null;
  const findKey = localSets.length > 0 ? localKeys(localSets) : remoteKeysAt(url, isLocal);
  if (issuer === '')
    throw new ConfigurationError(variables.issuer, 'must be the `iss` of the tokens, exactly.');
  if (audience === '') {
    throw new ConfigurationError(
      variables.audience,
      'must be the `aud` of the tokens, exactly: best the address of this endpoint.',
    );
  }
  return { issuer, audience, findKey };
}

function remoteKeysAt(url: string, isLocal: boolean): FindKey {
  if (!isUsable(url, isLocal)) {
    throw new ConfigurationError(
      variables.keySetUrl,
      'must be an https address of a JSON Web Key Set, such as https://issuer.example.com/.well-known/jwks.json.',
    );
  }
  return remoteKeys(() => fetchKeySet(url));
}

/** Whoever can change the keys on their way can sign anything, so they come over HTTPS, and over HTTP from oneself. */
function isUsable(text: string, isLocal: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  const isSafe = protocol === 'https:' || (isLocal && protocol === 'http:');
  return isSafe && `${username}${password}${hash}` === '';
}

function localKeys(sets: readonly string[]): FindKey {
  try {
    return fixedKeys(sets.map((set) => JSON.parse(strictBase64(set)?.toString() ?? '')));
  } catch {
    throw new ConfigurationError(variables.localKeySets, 'must be JSON Web Key Sets, each in base64.');
  }
}
