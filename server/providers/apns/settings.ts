import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ConfigurationError, type Environment } from '#server/providers/provider.ts';
import { apiBase, requiredValue, settingOf } from '#server/providers/send-settings.ts';
import { strictBase64 } from '#server/providers/text.ts';

export const variables = {
  key: 'APNS_KEY',
  keyId: 'APNS_KEY_ID',
  teamId: 'APNS_TEAM_ID',
  topic: 'APNS_TOPIC',
  environment: 'APNS_ENVIRONMENT',
  base: 'APNS_API_BASE',
} as const;

export interface ProviderKey {
  readonly key: KeyObject;
  readonly keyId: string;
  readonly teamId: string;
}

export interface Settings extends ProviderKey {
  /** The app, by its bundle id. */
  readonly topic: string;
  readonly base: string;
  /** The key in the forms that it was given in. */
  readonly secrets: readonly string[];
}

/** Null without APNS_KEY. Throws ConfigurationError when a variable is missing or wrong, and never shows a value. */
export function settingsIn(environment: Environment): Settings | null {
  const text = settingOf(environment, variables.key);
  if (text === '') return null;
  const pem = strictBase64(text)?.toString('utf8') ?? '';
  const key = keyOf(pem);
  if (key === undefined) {
    throw new ConfigurationError(
      variables.key,
      'must be the .p8 file of the key, as a whole in base64 and in one line.',
    );
  }
  return {
    key,
    keyId: idIn(environment, variables.keyId, 'the id of the key'),
    teamId: idIn(environment, variables.teamId, 'the id of the team'),
    topic: requiredValue(
      environment,
      variables.topic,
      /^[A-Za-z0-9.-]{1,155}$/,
      'must be the bundle id of the app, such as com.example.app.',
    ),
    base: apiBase(environment, variables.base, hostIn(environment)),
    secrets: [text, pem],
  };
}

function hostIn(environment: Environment): string {
  switch (settingOf(environment, variables.environment)) {
    case '':
    case 'production':
      return 'https://api.push.apple.com';
    case 'development':
      return 'https://api.sandbox.push.apple.com';
    default:
      throw new ConfigurationError(
        variables.environment,
        "must be production or development, as the app's entitlement aps-environment says.",
      );
  }
}

function idIn(environment: Environment, variable: string, what: string): string {
  return requiredValue(environment, variable, /^[A-Z0-9]{10}$/, `must be ${what}: 10 capitals and digits.`);
}

/** Undefined for what is no P-256 key, the only kind that ES256 has. */
function keyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}
