import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { msFromInstant } from '#server/domain/instant.ts';
import { type ReportKind, reportKinds } from '#server/domain/message/report.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing } from '#server/providers/provider.ts';
import { variables } from './settings.ts';

const issuer = 'https://dispatcher.example.com';
const audience = 'earshot';

/** A dispatcher's side of the wire: one event a request, each with a token of its own. */
export const rehearsal: Rehearsal = {
  kinds: reportKinds,
  credentials() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = randomUUID();
    const keySet = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }] };
    return {
      environment: {
        [variables.issuer]: issuer,
        [variables.audience]: audience,
        [variables.localKeySets]: Buffer.from(JSON.stringify(keySet)).toString('base64'),
      },
      secret: `${kid} ${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`,
    };
  },
  requests: (reports, signing) =>
    reports.map((report) => signBody(Buffer.from(JSON.stringify(eventOf(report))), signing)),
  sign: signBody,
};

function signBody(body: Buffer, { secret, signedAt }: Signing): SignedRequest {
  const [kid = '', pkcs8 = ''] = secret.split(' ');
  const hash = createHash('sha256').update(body).digest();
  const iat = Math.floor(msFromInstant(signedAt) / 1000);
  const header = { alg: 'ES256', typ: 'JWT', kid };
  const claims = {
    iss: issuer,
    aud: audience,
    iat,
    exp: iat + 120,
    jti: hash.toString('base64url').slice(0, 22),
    body_sha256: hash.toString('hex'),
  };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return {
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${signed}.${signature.toString('base64url')}`,
    },
    body,
  };
}

function eventOf(report: RehearsedReport) {
  const { kind } = report;
  const isBounce = kind === 'hard_bounced' || kind === 'soft_bounced';
  const isHard = kind === 'hard_bounced';
  const isPhone = report.recipient.startsWith('+');
  return {
    type: isBounce ? 'Message.Bounced' : typeOf(kind),
    // The same report always has the same id.
    id: createHash('sha256').update(JSON.stringify(report)).digest('base64url').slice(0, 22),
    occurredAt: report.at,
    messageId: report.providerMessageId,
    earshotMessageId: report.messageId,
    [isPhone ? 'phone' : 'email']: report.recipient,
    bounceType: isBounce ? (isHard ? 'Permanent' : 'Transient') : undefined,
    smtpCode: report.codes?.smtp,
    enhancedCode: report.codes?.enhanced ?? (isHard && !isPhone ? '5.1.1' : undefined),
    code: report.codes?.provider,
    attempt: report.codes?.attempt,
    reason: report.reason,
    machine: report.machine,
    scope: kind === 'unsubscribed' || kind === 'resubscribed' ? 'global' : undefined,
    category: report.category,
    template: report.template,
    subject: report.subjectLine,
    url: report.url,
    ip: report.ip,
    userAgent: report.userAgent,
  };
}

function typeOf(kind: ReportKind): string {
  return `Message.${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
}
