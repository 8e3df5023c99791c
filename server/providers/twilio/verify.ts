import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  ConfigurationError,
  type Rejection,
  type Verdict,
  type WebhookRequest,
} from '#server/providers/provider.ts';
import { reject } from '#server/providers/reject.ts';
import { listOf, strictBase64 } from '#server/providers/text.ts';
import { signedText } from './form.ts';
import { searchOf, signedUrls } from './signed-urls.ts';

export const signatureHeader = 'x-twilio-signature';
export const bodyHashName = 'bodySHA256';

/** A callback has some thirty fields; sorting very many of a stranger's would cost us. */
const maxFields = 1_000;
const sha1Bytes = 20;

export interface AuthToken {
  /** Short fingerprint of the token, for the record of what was verified. */
  readonly id: string;
  readonly token: string;
}

/** Reads Auth Tokens separated by commas. Throws ConfigurationError, naming the variable and never showing the value. */
export function parseAuthTokens(variable: string, text: string): readonly AuthToken[] {
  const tokens = listOf(text);
  if (tokens.length === 0) throw new ConfigurationError(variable, 'there is no token between the commas.');
  return tokens.map((token, index) => {
    // What begins with two capitals is a SID, which is no secret.
    if (/^[A-Z]{2}[0-9a-f]{32}$/.test(token) || !/^[\w-]{32,128}$/.test(token)) {
      const which = tokens.length === 1 ? 'the value' : `value ${index + 1} of ${tokens.length}`;
      throw new ConfigurationError(
        variable,
        `${which} is not an Auth Token. Copy the primary Auth Token of the account, 32 characters of 0-9 and a-f, and not a SID; separate several by commas.`,
      );
    }
    return authToken(token);
  });
}

export function authToken(token: string): AuthToken {
  return { id: createHash('sha256').update(`auth token ${token}`).digest('hex').slice(0, 16), token };
}

/** The signature of `url`, which holds the query, and of what else is signed. */
export function signatureOf(token: string, url: string, signed: string): Buffer {
  return createHmac('sha1', token).update(url).update(signed).digest();
}

/**
 * Checks HMAC-SHA1 over the public URL and the form's fields. A body that is no form is bound by its SHA-256 in the
 * signed query. `endpoint` is the URL without query as Twilio knows it. Twilio signs no time.
 * Source: twilio.com/docs/usage/webhooks/webhooks-security.
 */
export function verifyRequest(
  tokens: readonly AuthToken[],
  endpoint: string,
  { url, headers, body }: WebhookRequest,
): Verdict {
  const text = headers.get(signatureHeader);
  if (!text) return reject(401, 'signature_missing', `Send the header ${signatureHeader}.`);
  // A header sent twice arrives joined by a comma, which base64 does not know.
  const signature = strictBase64(text);
  if (signature?.length !== sha1Bytes) {
    return reject(401, 'signature_malformed', 'Send one HMAC-SHA1 in base64.');
  }
  const search = searchOf(url);
  const hashes = new URLSearchParams(search).getAll(bodyHashName);
  const isForm = hashes.length === 0;
  if (isForm && hasTooManyFields(body)) {
    return reject(401, 'signature_malformed', `Send no more than ${maxFields} fields.`);
  }
  if (!isForm && !isBound(body, hashes, search)) return mismatch;
  const signed = isForm ? signedText(body.toString()) : '';
  const urls = signedUrls(endpoint, search);
  const fitting = tokens.find(({ token }) =>
    urls.some((one) => timingSafeEqual(signatureOf(token, one, signed), signature)),
  );
  if (fitting === undefined) return mismatch;
  const method = isForm ? 'hmac-sha1' : 'hmac-sha1-body-sha256';
  return { ok: true, verification: { scope: 'full_body', method, keyId: fitting.id } };
}

const mismatch: Rejection = reject(
  403,
  'signature_mismatch',
  'No configured token signed this for our address. Compare the Auth Tokens, and PUBLIC_BASE_URL with the URL that Twilio calls.',
);

/**
 * Twilio puts the hash at the end of the query. Anywhere else, the text of a message could stand for it, since nothing
 * marks where the signed URL ends and the fields begin.
 */
function isBound(body: Buffer, hashes: readonly string[], search: string): boolean {
  const [hash = ''] = hashes;
  if (hashes.length !== 1 || !search.endsWith(`${bodyHashName}=${hash}`)) return false;
  const actual = createHash('sha256').update(body).digest();
  return /^[0-9a-f]{64}$/i.test(hash) && timingSafeEqual(actual, Buffer.from(hash, 'hex'));
}

function hasTooManyFields(body: Buffer): boolean {
  let fields = 1;
  for (let at = body.indexOf('&'); at !== -1 && fields <= maxFields; at = body.indexOf('&', at + 1)) {
    fields += 1;
  }
  return fields > maxFields;
}
