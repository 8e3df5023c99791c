import { createHash, createHmac, randomBytes } from 'node:crypto';
import { msFromInstant } from '#server/domain/instant.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing } from './provider.ts';
import { type HeaderNames, standardHeaders } from './standard-webhook.ts';

const secretPrefix = 'whsec_';

/** The sender's side of Standard Webhooks: one event a request, each under an id that the same report always gets. */
export function standardRehearsal(
  variable: string,
  kinds: Rehearsal['kinds'],
  eventOf: (report: RehearsedReport) => object,
  names: HeaderNames = standardHeaders,
): Rehearsal {
  return {
    kinds,
    credentials() {
      const secret = `${secretPrefix}${randomBytes(32).toString('base64')}`;
      return { environment: { [variable]: secret }, secret };
    },
    requests: (reports, signing) =>
      reports.map((report) => signStandard(Buffer.from(JSON.stringify(eventOf(report))), signing, names)),
    sign: (body, signing) => signStandard(body, signing, names),
  };
}

/** Signs with HMAC-SHA256, version v1. The id comes from the body, so the same event always has the same one. */
function signStandard(body: Buffer, { secret, signedAt }: Signing, names: HeaderNames): SignedRequest {
  const id = `evt_${createHash('sha256').update(body).digest('base64url').slice(0, 24)}`;
  const timestamp = String(Math.floor(msFromInstant(signedAt) / 1000));
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      [names.id]: id,
      [names.timestamp]: timestamp,
      [names.signature]: `v1,${signature}`,
    },
    body,
  };
}
