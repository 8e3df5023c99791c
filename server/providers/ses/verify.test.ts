import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, type Environment, type WebhookRequest } from '#server/providers/provider.ts';
import { openReceiver } from './receiver.ts';
import { rehearsal } from './rehearsal.ts';
import { selfSignedCertificate } from './rehearsal-certificate.ts';

const now = '2026-11-21T12:00:00.000Z';
const topic = 'arn:aws:sns:us-east-1:123456789012:mail-events';
const chinese = 'arn:aws-cn:sns:cn-north-1:123456789012:mail-events';
const file = `SimpleNotificationService-${'0a'.repeat(16)}.pem`;
const certificateUrl = `https://sns.us-east-1.amazonaws.com/${file}`;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const validity = ['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'] as const;
const certificate = `-----BEGIN CERTIFICATE-----\n${selfSignedCertificate(privateKey, publicKey, ...validity).toString('base64')}\n-----END CERTIFICATE-----\n`;

type Message = Record<string, string | null>;

const plain: Message = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: topic,
  Message: '{"eventType":"Send"}',
  Timestamp: '2026-11-21T11:59:00.000Z',
  SignatureVersion: '2',
  SigningCertURL: certificateUrl,
  UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe',
};

/** The string to sign, put together from the documentation and not by the code under test. */
function stringToSign(message: Message): string {
  const confirmed = message.Type === 'Notification' ? [] : ['SubscribeURL', 'Token'];
  const names = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type', ...confirmed];
  const present = names.toSorted().filter((name) => typeof message[name] === 'string');
  return present.map((name) => `${name}\n${message[name]}\n`).join('');
}

function signed(changes: Message = {}): Message {
  const message = { ...plain, ...changes };
  const algorithm = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const signature = sign(algorithm, Buffer.from(stringToSign(message)), privateKey).toString('base64');
  return { ...message, Signature: signature };
}

function requestOf(message: unknown, headers: Record<string, string> = {}): WebhookRequest {
  return {
    url: 'https://earshot.example.com/api/webhooks/ses',
    headers: new Headers({ 'content-type': 'text/plain; charset=UTF-8', ...headers }),
    body: Buffer.from(JSON.stringify(message)),
  };
}

function open(environment: Environment = {}, answer = async () => certificate) {
  const asked: string[] = [];
  const receiver = openReceiver({ SES_TOPIC_ARNS: `${topic}, ${chinese}`, ...environment }, (url) => {
    asked.push(url);
    return answer();
  });
  if (receiver === null) throw new Error('not configured');
  const verdictOf = async (message: unknown, at = now, headers = {}) => {
    const verdict = await receiver.verify(requestOf(message, headers), at);
    return verdict.ok ? verdict.verification.method : `${verdict.status} ${verdict.code}`;
  };
  return { asked, receiver, verdictOf };
}

describe('a message', () => {
  it('is accepted, and its certificate fetched from where SNS keeps it', async () => {
    const { asked, receiver } = open();
    expect(await receiver.verify(requestOf(signed()), now)).toStrictEqual({
      ok: true,
      verification: {
        scope: 'full_body',
        method: 'rsa-sha256',
        keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
        signedAt: '2026-11-21T11:59:00.000Z',
      },
    });
    expect(asked).toEqual([certificateUrl]);
  });

  it.each([
    ['with a subject', { Subject: 'Amazon SES Email Event Notification' }],
    ['with the null subject that Lambda gets', { Subject: null }],
    ['of several lines', { Message: '{\n  "eventType": "Send"\n}' }],
    ['to subscribe', { Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL: 'https://x.test/' }],
    ['to unsubscribe', { Type: 'UnsubscribeConfirmation', Token: 'abc', SubscribeURL: 'https://x.test/' }],
    [
      'from China',
      {
        TopicArn: chinese,
        SigningCertURL: `https://sns.cn-north-1.amazonaws.com.cn/${file}`,
      },
    ],
  ])('%s is accepted', async (_, changes) => {
    expect(await open().verdictOf(signed(changes))).toBe('rsa-sha256');
  });

  it.each([
    ['another message', { Message: '{"eventType":"Bounce"}' }],
    ['another id', { MessageId: '33b80b92' }],
    ['a subject put in', { Subject: 'x' }],
    ['an empty subject put in', { Subject: '' }],
    ['another time', { Timestamp: '2026-11-21T11:59:01.000Z' }],
    ['another type', { Type: 'UnsubscribeConfirmation', Token: 'x', SubscribeURL: 'x' }],
    ['another version', { SignatureVersion: '1' }],
    [
      'another topic of ours',
      { TopicArn: chinese, SigningCertURL: `https://sns.cn-north-1.amazonaws.com.cn/${file}` },
    ],
  ])('with %s than was signed is refused for good', async (_, changes) => {
    expect(await open().verdictOf({ ...signed(), ...changes })).toBe('403 signature_mismatch');
  });

  it('cannot be cut into other fields at its line breaks', async () => {
    const original = signed({ Message: 'a\nMessageId\nb' });
    const message = original.Message ?? '';
    const recut = {
      ...original,
      Message: message.slice(0, 1),
      MessageId: `b\nMessageId\n${original.MessageId}`,
    };
    expect(stringToSign(recut)).toBe(stringToSign(original));
    expect(await open().verdictOf(recut)).toBe('403 signature_malformed');
  });

  it.each([
    ['not JSON', Buffer.from('hello')],
    ['not UTF-8', Buffer.of(0x22, 0xff, 0x22)],
    ['a list', Buffer.from('[]')],
    ['an SES event without its envelope', Buffer.from('{"eventType":"Send"}')],
  ])('that is %s is refused for good', async (_, body) => {
    const verdict = await open().receiver.verify({ ...requestOf({}), body }, now);
    expect(verdict).toMatchObject({ status: 403, code: 'signature_malformed' });
  });

  it('with a byte that is no UTF-8, if only where nothing is signed, is refused for good', async () => {
    const { body } = requestOf(signed());
    const at = body.indexOf('Action=Unsubscribe');
    const odd = Buffer.from(body);
    odd[at] = 0xff;
    const verdict = await open().receiver.verify({ ...requestOf({}), body: odd }, now);
    expect(verdict).toMatchObject({ status: 403, code: 'signature_malformed' });
  });

  it('delivered raw is refused with what to do about it, and may come again', async () => {
    const raw = requestOf({ eventType: 'Send' }, { 'x-amz-sns-rawdelivery': 'true' });
    expect(await open().receiver.verify(raw, now)).toMatchObject({
      status: 503,
      message: expect.stringMatching(/raw message delivery.*turn it off/i),
    });
  });

  it.each([
    ['15 days old', '2026-12-06T11:59:00.000Z', 'rsa-sha256'],
    ['a moment older', '2026-12-06T11:59:00.001Z', '403 timestamp_stale'],
    ['5 minutes ahead', '2026-11-21T11:54:00.000Z', 'rsa-sha256'],
    ['a moment further ahead', '2026-11-21T11:53:59.999Z', '503 timestamp_in_future'],
  ])('that is %s: %s', async (_, at, expected) => {
    expect(await open().verdictOf(signed(), at)).toBe(expected);
  });

  it.each(['2026-99-21T11:59:00.000Z', '2026-11-21T11:59:00Z', 'now', ''])(
    'with the time %j is refused',
    async (Timestamp) => {
      expect(await open().verdictOf(signed({ Timestamp }))).toMatch(/^403 /);
    },
  );

  it.each(['', '!', 'AA', null])('with the signature %j is refused', async (Signature) => {
    expect(await open().verdictOf({ ...signed(), Signature })).toBe('403 signature_malformed');
  });
});

describe('a topic', () => {
  it.each([
    'arn:aws:sns:us-east-1:123456789012:mail-events2',
    'arn:aws:sns:us-east-1:999999999999:mail-events',
    'arn:aws:sns:us-east-2:123456789012:mail-events',
    'arn:aws:sns:us-east-1:123456789012:Mail-Events',
  ])('that is not listed may be soon, and nothing is fetched for it: %s', async (TopicArn) => {
    const { asked, verdictOf } = open();
    expect(await verdictOf(signed({ TopicArn }))).toBe('503 topic_not_allowed');
    expect(asked).toEqual([]);
  });
});

describe('the address of a certificate', () => {
  it.each([
    ['a look-alike host', `https://sns.us-east-1.amazonaws.com.evil.test/${file}`],
    ['a bucket that looks like a host', `https://sns.s3-us-west-2.amazonaws.com/${file}`],
    ['another region', `https://sns.us-east-2.amazonaws.com/${file}`],
    ['another part of AWS', `https://sns.us-east-1.amazonaws.com.cn/${file}`],
    ['another service', `https://s3.us-east-1.amazonaws.com/${file}`],
    ['no encryption', `http://sns.us-east-1.amazonaws.com/${file}`],
    ['a port', `https://sns.us-east-1.amazonaws.com:443/${file}`],
    ['a user', `https://sns.us-east-1.amazonaws.com@evil.test/${file}`],
    ['a user before the host', `https://evil@sns.us-east-1.amazonaws.com/${file}`],
    ['a query', `${certificateUrl}?x=1`],
    ['a fragment', `${certificateUrl}#x`],
    ['another path', `https://sns.us-east-1.amazonaws.com/?x=${file}`],
    ['a folder', `https://sns.us-east-1.amazonaws.com/../${file}`],
    ['a name that is no number', 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-xyz.pem'],
    ['a line break', `${certificateUrl}\n`],
    ['capitals', certificateUrl.toUpperCase()],
    ['this machine', `https://127.0.0.1/${file}`],
  ])('with %s is refused for good and not fetched', async (_, SigningCertURL) => {
    const { asked, verdictOf } = open();
    expect(await verdictOf(signed({ SigningCertURL }))).toBe('403 signature_malformed');
    expect(asked).toEqual([]);
  });

  it('that cannot be fetched now lets the message come again', async () => {
    const { verdictOf } = open({}, async () => {
      throw new Error('down');
    });
    expect(await verdictOf(signed())).toBe('503 certificate_unavailable');
  });

  it('with a certificate that is not valid now lets the message come again', async () => {
    expect(await open().verdictOf(signed(), '2027-01-01T00:00:01.000Z')).toBe('503 certificate_unavailable');
  });
});

describe('signature version 1', () => {
  const old = signed({ SignatureVersion: '1' });

  it.each([undefined, '', 'true'])('is taken when SES_ALLOW_SIGNATURE_VERSION_1 is %j', async (allowed) => {
    expect(await open({ SES_ALLOW_SIGNATURE_VERSION_1: allowed }).verdictOf(old)).toBe('rsa-sha1');
  });

  it('is refused when it is false, while version 2 is taken', async () => {
    const { asked, verdictOf } = open({ SES_ALLOW_SIGNATURE_VERSION_1: 'false' });
    expect(await verdictOf(old)).toBe('503 signature_malformed');
    expect(asked).toEqual([]);
    expect(await verdictOf(signed())).toBe('rsa-sha256');
  });

  it('is neither taken nor refused by any other word', () => {
    expect(() => open({ SES_ALLOW_SIGNATURE_VERSION_1: 'no' })).toThrow(ConfigurationError);
  });
});

describe('SES_LOCAL_CERTIFICATES', () => {
  const { environment, secret } = rehearsal.credentials();
  const [request] = rehearsal.requests(
    [{ kind: 'delivered', at: now, recipient: 'ada@example.com', providerMessageId: 'm1' }],
    { secret, signedAt: now, url: '' },
  );
  const verdictIn = async (more: Environment) => {
    const { asked, receiver } = open({ ...environment, ...more }, async () => {
      throw new Error('there is no such region');
    });
    const verdict = await receiver.verify({ ...requestOf({}), body: request?.body ?? Buffer.alloc(0) }, now);
    return [verdict.ok ? 'ok' : `${verdict.status} ${verdict.code}`, asked.length];
  };

  it('are believed in local mode, about rehearsed topics', async () => {
    expect(await verdictIn({ EARSHOT_LOCAL: '1' })).toEqual(['ok', 0]);
  });

  it.each([undefined, '', '0', 'true'])('are ignored when EARSHOT_LOCAL is %j', async (local) => {
    expect(await verdictIn({ EARSHOT_LOCAL: local })).toEqual(['403 signature_mismatch', 0]);
  });

  it('count only while they are valid', async () => {
    const expired = selfSignedCertificate(
      privateKey,
      publicKey,
      '2025-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    );
    const TopicArn = environment.SES_TOPIC_ARNS ?? '';
    const SigningCertURL = `https://sns.us-local-1.amazonaws.com/${file}`;
    const verdictWith = (certificate: Buffer) =>
      open({
        ...environment,
        EARSHOT_LOCAL: '1',
        SES_LOCAL_CERTIFICATES: certificate.toString('base64'),
      }).verdictOf(signed({ TopicArn, SigningCertURL }));
    expect(await verdictWith(selfSignedCertificate(privateKey, publicKey, ...validity))).toBe('rsa-sha256');
    expect(await verdictWith(expired)).toBe('403 signature_mismatch');
  });

  it('are never believed about a topic of AWS', async () => {
    const key = createPrivateKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'pkcs8' });
    const forged = {
      ...plain,
      Signature: sign('RSA-SHA256', Buffer.from(stringToSign(plain)), key).toString('base64'),
    };
    const arns = `${environment.SES_TOPIC_ARNS},${topic}`;
    const { verdictOf } = open({ ...environment, SES_TOPIC_ARNS: arns, EARSHOT_LOCAL: '1' });
    expect(await verdictOf(forged)).toBe('403 signature_mismatch');
  });
});
