import { createHash, randomBytes } from 'node:crypto';
import { msFromInstant } from '#server/domain/instant.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing } from './provider.ts';
import { type HeaderNames, signStandard, standardHeaders } from './standard-webhook.ts';

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
      reports.map((report) => signed(Buffer.from(JSON.stringify(eventOf(report))), signing, names)),
    sign: (body, signing) => signed(body, signing, names),
  };
}

/** The id comes from the body, so the same event always has the same one. */
function signed(body: Buffer, { secret, signedAt }: Signing, names: HeaderNames): SignedRequest {
  const id = `evt_${createHash('sha256').update(body).digest('base64url').slice(0, 24)}`;
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  const signedAtMs = msFromInstant(signedAt);
  return {
    headers: { 'content-type': 'application/json', ...signStandard(key, names, { id, signedAtMs, body }) },
    body,
  };
}
