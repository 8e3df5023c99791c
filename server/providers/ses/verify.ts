import { verify } from 'node:crypto';
import { type Instant, msFromInstant } from '#server/domain/instant.ts';
import type { Rejection, Verdict, WebhookRequest } from '#server/providers/provider.ts';
import { reject } from '#server/providers/reject.ts';
import { strictBase64 } from '#server/providers/text.ts';
import { type Certificate, type FindCertificate, isValid } from './certificates.ts';
import { type Envelope, parseEnvelope, signedBytes } from './envelope.ts';
import { isCertificateUrl, rehearsalRegion, type Topic } from './topics.ts';

/**
 * The time in a message is when it was published and stays the same however often it is delivered; a dead-letter
 * queue holds messages for 14 days before somebody sends them on.
 */
const maxAgeMs = 15 * 24 * 3_600_000;
const maxSkewMs = 5 * 60_000;

export interface Trust {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly allowsVersion1: boolean;
  readonly findCertificate: FindCertificate;
  /** Of rehearsed topics; empty outside local mode. */
  readonly localCertificates: readonly Certificate[];
}

/**
 * Checks the RSA signature over a message's fields. For SNS a 4xx is final, so it is kept for what cannot be genuine;
 * where the fault may be ours, such as a topic not yet listed or a certificate out of reach, 503 asks for another try.
 */
export async function verifyRequest(trust: Trust, request: WebhookRequest, now: Instant): Promise<Verdict> {
  if (request.headers.get('x-amz-sns-rawdelivery') === 'true') return rawDelivery;
  const envelope = parseEnvelope(request.body);
  if (envelope === null) return noEnvelope;
  // The list comes before anything is fetched: any customer of AWS can have SNS sign a topic of his own.
  const topic = trust.topics.get(envelope.TopicArn);
  if (topic === undefined) return topicNotAllowed;
  const signature = strictBase64(envelope.Signature);
  if (signature === null || !isCertificateUrl(envelope.SigningCertURL, topic)) return notOfThisTopic;
  if (envelope.SignatureVersion === '1' && !trust.allowsVersion1) return version1Refused;
  const certificates = await certificatesFor(trust, topic, envelope.SigningCertURL, now);
  if (certificates === null) return certificateUnavailable;
  const { algorithm, method } = algorithms[envelope.SignatureVersion];
  const signed = signedBytes(envelope);
  const fitting = certificates.find(({ key }) => verify(algorithm, signed, key, signature));
  if (fitting === undefined) return mismatch;
  const untimely = refuseByTime(envelope, now);
  if (untimely !== null) return untimely;
  return {
    ok: true,
    verification: { scope: 'full_body', method, keyId: fitting.id, signedAt: envelope.Timestamp },
  };
}

const algorithms = {
  1: { algorithm: 'RSA-SHA1', method: 'rsa-sha1' },
  2: { algorithm: 'RSA-SHA256', method: 'rsa-sha256' },
} as const;

async function certificatesFor(
  trust: Trust,
  topic: Topic,
  url: string,
  now: Instant,
): Promise<readonly Certificate[] | null> {
  if (topic.region === rehearsalRegion) {
    return trust.localCertificates.filter((certificate) => isValid(certificate, now));
  }
  const certificate = await trust.findCertificate(url, now);
  return certificate === null ? null : [certificate];
}

/** AWS has set and signed this time, so one that lies ahead says that our clock is behind. */
function refuseByTime({ Timestamp }: Envelope, now: Instant): Rejection | null {
  const ageMs = msFromInstant(now) - msFromInstant(Timestamp);
  if (!(ageMs <= maxAgeMs)) return stale;
  return ageMs < -maxSkewMs ? inFuture : null;
}

const rawDelivery = reject(
  503,
  'signature_missing',
  'Raw message delivery carries no signature. Turn it off for this subscription, and SNS will sign what it sends.',
);
const noEnvelope = reject(
  403,
  'signature_malformed',
  'This is no signed SNS message. Subscribe to the topic by HTTPS, with raw message delivery turned off.',
);
const topicNotAllowed = reject(
  503,
  'topic_not_allowed',
  'This topic is not listened to here. Add its ARN to SES_TOPIC_ARNS; SNS will send the message again.',
);
const notOfThisTopic = reject(
  403,
  'signature_malformed',
  'The signature is not base64, or its certificate is not one of SNS in the region of the topic.',
);
const version1Refused = reject(
  503,
  'signature_malformed',
  'Signature version 1 (SHA-1) is refused here. Set the SignatureVersion of the topic to 2.',
);
const stale = reject(403, 'timestamp_stale', 'The message is older than 15 days.');
const inFuture = reject(503, 'timestamp_in_future', 'The message is from the future. Set our clock right.');
const certificateUnavailable = reject(
  503,
  'certificate_unavailable',
  'The certificate of this signature could not be had, or is not valid now. Send the message again.',
);
const mismatch = reject(
  403,
  'signature_mismatch',
  'The certificate of the topic did not make this signature.',
);
