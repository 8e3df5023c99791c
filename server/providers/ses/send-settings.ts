import type { Environment } from '#server/providers/provider.ts';
import { apiBase, apiKey, requiredValue, settingOf } from '#server/providers/send-settings.ts';

export const variables = {
  region: 'SES_REGION',
  keyId: 'AWS_ACCESS_KEY_ID',
  secretKey: 'AWS_SECRET_ACCESS_KEY',
  sessionToken: 'AWS_SESSION_TOKEN',
  configurationSet: 'SES_CONFIGURATION_SET',
  base: 'SES_API_BASE',
} as const;

export interface SendSettings {
  readonly base: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly configurationSet?: string;
}

/**
 * Null without SES_REGION: the AWS variables may be there for something else. Throws ConfigurationError when one is
 * missing or wrong.
 */
export function sendSettingsIn(environment: Environment): SendSettings | null {
  const has = (variable: string) => settingOf(environment, variable) !== '';
  if (!has(variables.region)) return null;
  const region = requiredValue(
    environment,
    variables.region,
    /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/,
    'must be the region that sends, such as eu-central-1.',
  );
  return {
    region,
    base: apiBase(environment, variables.base, endpointIn(region)),
    accessKeyId: apiKey(environment, variables.keyId),
    secretAccessKey: apiKey(environment, variables.secretKey),
    ...(has(variables.sessionToken) && { sessionToken: apiKey(environment, variables.sessionToken) }),
    ...(has(variables.configurationSet) && { configurationSet: configurationSetIn(environment) }),
  };
}

function endpointIn(region: string): string {
  return `https://email.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function configurationSetIn(environment: Environment): string {
  const problem = 'must be the name of a configuration set: letters, digits, hyphens and underscores.';
  return requiredValue(environment, variables.configurationSet, /^[\w-]{1,64}$/, problem);
}
