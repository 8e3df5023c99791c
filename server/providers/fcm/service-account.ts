import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '#server/providers/json-items.ts';
import { ConfigurationError, type Environment } from '#server/providers/provider.ts';
import { settingOf } from '#server/providers/send-settings.ts';
import { strictBase64 } from '#server/providers/text.ts';

export const variable = 'FCM_SERVICE_ACCOUNT';

export interface ServiceAccount {
  readonly projectId: string;
  readonly email: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** Where a signed assertion is exchanged for an access token. */
  readonly tokenUrl: string;
  /** What of it nobody may see. */
  readonly secrets: readonly string[];
}

const keyFile = z.object({
  type: z.literal('service_account'),
  project_id: z.string().regex(/^[a-z0-9][a-z0-9.:-]{1,100}$/),
  client_email: z.string().regex(/^[^\s@]+@[^\s@]+$/),
  private_key_id: z.string().regex(/^[\w-]{1,200}$/),
  private_key: z.string(),
  token_uri: z.url({ protocol: /^https?$/ }),
});

/** Reads the key file of a service account; null when it is unset. Throws ConfigurationError, and never shows a value. */
export function serviceAccountIn(environment: Environment): ServiceAccount | null {
  const text = settingOf(environment, variable);
  if (text === '') return null;
  const file = keyFile.safeParse(parseJson(strictBase64(text)?.toString('utf8') ?? '')).data;
  const privateKey = file && rsaKeyOf(file.private_key);
  if (file === undefined || privateKey === undefined) {
    throw new ConfigurationError(
      variable,
      'must be the JSON key file of a service account, as a whole in base64 and in one line.',
    );
  }
  if (file.token_uri.startsWith('http:') && environment.EARSHOT_LOCAL !== '1') {
    throw new ConfigurationError(variable, 'names a token_uri that is not https.');
  }
  return {
    projectId: file.project_id,
    email: file.client_email,
    keyId: file.private_key_id,
    privateKey,
    tokenUrl: file.token_uri,
    secrets: [text, file.private_key],
  };
}

/** Undefined for what is no RSA key, or one too short for RS256 (RFC 7518, 3.3). */
function rsaKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    const isLong = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return key.asymmetricKeyType === 'rsa' && isLong ? key : undefined;
  } catch {
    return undefined;
  }
}
