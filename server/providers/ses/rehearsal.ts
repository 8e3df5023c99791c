import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { ReportKind } from '#server/domain/message/report.ts';
import type { Rehearsal, RehearsedReport, SignedRequest, Signing, Wire } from '#server/providers/provider.ts';
import { signedBytes } from './envelope.ts';
import type { EventName } from './payload.ts';
import { selfSignedCertificate } from './rehearsal-certificate.ts';
import { rehearsalRegion } from './topics.ts';

type RehearsedKind = Exclude<ReportKind, 'sent' | 'read'>;
type Fields = Readonly<Record<string, unknown>>;

const topicArn = `arn:aws:sns:${rehearsalRegion}:123456789012:earshot-rehearsal`;
/** Whenever a rehearsal plays: its certificate should not be what ends it. */
const validity = ['2000-01-01T00:00:00.000Z', '2999-12-31T23:59:59.000Z'] as const;

/** What SES would say for each kind of report. SES never reports `sent` or `read`. */
const spoken: Record<RehearsedKind, (report: RehearsedReport) => Fields & { eventType: EventName }> = {
  accepted: () => ({ eventType: 'Send', send: {} }),
  deferred: (report) => ({
    eventType: 'DeliveryDelay',
    deliveryDelay: {
      timestamp: report.at,
      delayType: report.codes?.provider ?? 'TransientCommunicationFailure',
      delayedRecipients: [replied(report, '4.4.1', 'smtp; 421 4.4.1 Unable to connect to remote host')],
    },
  }),
  soft_bounced: (report) => bounce(report, 'Transient', 'MailboxFull', '5.2.2', '552 5.2.2 mailbox full'),
  hard_bounced: (report) => bounce(report, 'Permanent', 'General', '5.1.1', '550 5.1.1 user unknown'),
  dropped: (report) =>
    bounce(report, 'Permanent', 'OnAccountSuppressionList', '5.1.1', 'Amazon SES did not send'),
  failed: (report) => ({
    eventType: 'Rendering Failure',
    failure: { errorMessage: report.reason ?? 'Attribute is not present', templateName: report.template },
  }),
  delivered: (report) => ({
    eventType: 'Delivery',
    delivery: {
      timestamp: report.at,
      processingTimeMillis: 500,
      recipients: [report.recipient],
      smtpResponse: report.reason ?? '250 2.0.0 OK',
    },
  }),
  opened: (report) => ({ eventType: 'Open', open: visit(report) }),
  clicked: (report) => ({
    eventType: 'Click',
    click: { ...visit(report), link: report.url ?? 'https://www.example.com/', linkTags: null },
  }),
  complained: (report) => ({
    eventType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: report.recipient }],
      timestamp: report.at,
      feedbackId: idOf(report),
      complaintSubType: null,
      complaintFeedbackType: 'abuse',
    },
  }),
  unsubscribed: (report) => subscription(report, false),
  resubscribed: (report) => subscription(report, true),
};

/** Amazon's side of the wire: SES events in notifications of a topic that exists in local mode only. */
export const rehearsal: Rehearsal = {
  // Safe: the keys of `spoken` are exactly RehearsedKind, as its type demands.
  kinds: Object.keys(spoken) as RehearsedKind[],
  credentials() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = selfSignedCertificate(privateKey, publicKey, ...validity);
    return {
      environment: { SES_TOPIC_ARNS: topicArn, SES_LOCAL_CERTIFICATES: certificate.toString('base64') },
      secret: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    };
  },
  requests: (reports, signing) =>
    reports.map((report) => signMessage(Buffer.from(JSON.stringify(eventOf(report))), signing)),
  sign: signMessage,
  wire: {
    eventsIn: (body) => [JSON.parse(JSON.parse(body.toString()).Message)],
    bodyOf: (event) =>
      bodyOf({
        ...notification(Buffer.from(JSON.stringify(event)), '2000-01-01T00:00:00.000Z'),
        ...unsigned,
      }),
  } satisfies Wire,
};

const unsigned = {
  SignatureVersion: '2',
  Signature: 'AA==',
  SigningCertURL: `https://sns.${rehearsalRegion}.amazonaws.com/SimpleNotificationService-${'0'.repeat(32)}.pem`,
} as const;

/** SNS wraps the bytes as text in a notification and signs its fields. */
function signMessage(message: Buffer, { secret, signedAt }: Signing): SignedRequest {
  const key = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
  const fields = { ...notification(message, signedAt), ...unsigned };
  const signature = sign('RSA-SHA256', signedBytes(fields), key).toString('base64');
  return {
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
    },
    body: bodyOf({ ...fields, Signature: signature }),
  };
}

function notification(message: Buffer, at: string) {
  const digest = createHash('sha256').update(message).digest('hex');
  return {
    Type: 'Notification' as const,
    MessageId: digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    TopicArn: topicArn,
    Message: message.toString('utf8'),
    Timestamp: at,
  };
}

function bodyOf(fields: Fields): Buffer {
  const unsubscribe = `https://sns.${rehearsalRegion}.amazonaws.com/?Action=Unsubscribe`;
  return Buffer.from(JSON.stringify({ ...fields, UnsubscribeURL: unsubscribe }, null, 2));
}

function eventOf(report: RehearsedReport): Fields {
  if (report.kind === 'sent' || report.kind === 'read') {
    throw new RangeError(`SES reports no \`${report.kind}\`; see \`rehearsal.kinds\`.`);
  }
  return {
    ...spoken[report.kind](report),
    mail: {
      timestamp: report.at,
      messageId: report.providerMessageId,
      source: 'sender@example.com',
      sendingAccountId: '123456789012',
      destination: [report.recipient],
      headersTruncated: false,
      commonHeaders: { to: [report.recipient], subject: report.subjectLine },
      // JSON leaves out what is undefined, as SES leaves out tags that were not set.
      tags: {
        'ses:configuration-set': ['rehearsal'],
        earshot_message_id: tag(report.messageId),
        earshot_category: tag(report.category),
        earshot_template: tag(report.template),
      },
    },
  };
}

const tag = (value: string | undefined) => (value === undefined ? undefined : [value]);

function bounce(report: RehearsedReport, type: string, subType: string, status: string, reply: string) {
  return {
    eventType: 'Bounce',
    bounce: {
      bounceType: type,
      bounceSubType: subType,
      bouncedRecipients: [{ action: 'failed', ...replied(report, status, `smtp; ${reply}`) }],
      timestamp: report.at,
      feedbackId: idOf(report),
    },
  } as const;
}

function replied(report: RehearsedReport, status: string, reply: string) {
  return {
    emailAddress: report.recipient,
    status: report.codes?.enhanced ?? status,
    diagnosticCode: report.reason ?? reply,
  };
}

function subscription(report: RehearsedReport, isSubscribed: boolean) {
  const preferences = (unsubscribeAll: boolean) => ({ unsubscribeAll, topicSubscriptionStatus: [] });
  return {
    eventType: 'Subscription',
    subscription: {
      contactList: 'everybody',
      timestamp: report.at,
      source: 'UnsubscribeHeader',
      newTopicPreferences: preferences(!isSubscribed),
      oldTopicPreferences: preferences(isSubscribed),
    },
  } as const;
}

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const linkScanner = 'Mozilla/5.0 (compatible; ExampleLinkScanner/1.0)';

function visit(report: RehearsedReport) {
  const guessed = report.machine !== true ? browser : report.kind === 'opened' ? 'Mozilla/5.0' : linkScanner;
  return {
    timestamp: report.at,
    ipAddress: report.ip ?? '203.0.113.7',
    userAgent: report.userAgent ?? guessed,
  };
}

/** The same for the same report. */
function idOf(report: RehearsedReport): string {
  return createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 40);
}
