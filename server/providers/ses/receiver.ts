import type { Environment, Receiver } from '#server/providers/provider.ts';
import { ConfigurationError } from '#server/providers/provider.ts';
import { openCertificates, parseLocalCertificates } from './certificates.ts';
import { confirmSubscription } from './confirm.ts';
import type { Download } from './download.ts';
import { parseEnvelope } from './envelope.ts';
import { readBody } from './read.ts';
import { parseTopics, rehearsalRegion } from './topics.ts';
import { type Trust, verifyRequest } from './verify.ts';

const topicsVariable = 'SES_TOPIC_ARNS';
const versionVariable = 'SES_ALLOW_SIGNATURE_VERSION_1';
const localVariable = 'SES_LOCAL_CERTIFICATES';

/** Loads what the environment says; null when no topic is listed. `download` is all it ever does on the network. */
export function openReceiver(environment: Environment, download: Download): Receiver | null {
  const text = environment[topicsVariable]?.trim() ?? '';
  if (text === '') return null;
  const topics = new Map(parseTopics(topicsVariable, text).map((topic) => [topic.arn, topic]));
  const trust: Trust = {
    topics,
    allowsVersion1: allowsVersion1(environment[versionVariable]?.trim() ?? ''),
    findCertificate: openCertificates(download),
    localCertificates:
      environment.EARSHOT_LOCAL === '1'
        ? parseLocalCertificates(localVariable, environment[localVariable])
        : [],
  };
  return {
    verify: (request, now) => verifyRequest(trust, request, now),
    read: (body, { receivedAt }) => readBody(body, receivedAt),
    async handshake(body) {
      const envelope = parseEnvelope(body);
      if (envelope?.Type !== 'SubscriptionConfirmation') return;
      const topic = topics.get(envelope.TopicArn);
      // A rehearsed topic has nobody behind it who could be told.
      if (topic === undefined || topic.region === rehearsalRegion) return;
      await confirmSubscription(download, topic, envelope.Token);
    },
  };
}

/**
 * Allowed unless refused, because topics sign so until told otherwise. To forge one takes a second preimage of SHA-1,
 * which nobody can make; the collisions that can be made keep what stands after them, and there stands the topic.
 */
function allowsVersion1(text: string): boolean {
  if (text === '' || text === 'true') return true;
  if (text === 'false') return false;
  throw new ConfigurationError(versionVariable, 'must be true or false.');
}
