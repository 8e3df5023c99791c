import { ConfigurationError } from '#server/providers/provider.ts';
import { listOf } from '#server/providers/text.ts';

/** A topic we listen to. Everything we ever call for it is built from its ARN and not from what a message says. */
export interface Topic {
  readonly arn: string;
  readonly region: string;
  /** Of the SNS interface in the topic's region, which also serves the certificates it signs with. */
  readonly host: string;
}

/**
 * The region of rehearsed topics. There is no such place, so what is signed there is checked against certificates of
 * our own in local mode, and never against any that a host on the network serves.
 */
export const rehearsalRegion = 'us-local-1';

const arnPattern =
  /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_-]{1,256}$/;

/** Reads topic ARNs, separated by commas. Throws ConfigurationError, naming the variable and never showing the value. */
export function parseTopics(variable: string, text: string): readonly Topic[] {
  const parts = listOf(text);
  if (parts.length === 0) throw new ConfigurationError(variable, 'there is no topic between the commas.');
  return parts.map((arn, index) => {
    const topic = topicOf(arn);
    if (topic !== null) return topic;
    const which = parts.length === 1 ? 'the topic' : `topic ${index + 1} of ${parts.length}`;
    throw new ConfigurationError(
      variable,
      `${which} is not the ARN of a standard SNS topic. It looks like arn:aws:sns:eu-west-1:123456789012:mail-events.`,
    );
  });
}

function topicOf(arn: string): Topic | null {
  const [, partition, region] = arnPattern.exec(arn) ?? [];
  if (partition === undefined || region === undefined) return null;
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return { arn, region, host: `sns.${region}.${domain}` };
}

const certificatePath = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/**
 * True for nothing but a certificate on the host of the topic's own region: no other host, port, user or query. The
 * pattern in AWS's own validator also took `sns.s3-us-west-2.amazonaws.com`, where anybody can put a file.
 */
export function isCertificateUrl(url: string, topic: Topic): boolean {
  const origin = `https://${topic.host}`;
  return url.startsWith(origin) && certificatePath.test(url.slice(origin.length));
}
