import { describe, expect, it } from 'vitest';
import { openReceiver } from './receiver.ts';
import { rehearsal } from './rehearsal.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:mail-events';
const token = '2336412f37fb687f5d51e6e2425f004aed7c1e2';
const confirmed = `<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>${topic}:5be8f5b6</SubscriptionArn></ConfirmSubscriptionResult></ConfirmSubscriptionResponse>`;

function bodyOf(fields: object = {}): Buffer {
  const message = {
    Type: 'SubscriptionConfirmation',
    MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
    Token: token,
    TopicArn: topic,
    Message: 'You have chosen to subscribe to the topic. To confirm, visit the SubscribeURL.',
    SubscribeURL: 'https://evil.test/?Action=ConfirmSubscription',
    Timestamp: '2026-11-21T12:00:00.000Z',
    SignatureVersion: '2',
    Signature: 'AA==',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/',
  };
  return Buffer.from(JSON.stringify({ ...message, ...fields }));
}

async function handshake(body: Buffer, answer: () => Promise<string> = async () => confirmed, arns = topic) {
  const asked: string[] = [];
  const receiver = openReceiver({ SES_TOPIC_ARNS: arns, EARSHOT_LOCAL: '1' }, (url) => {
    asked.push(url);
    return answer();
  });
  await receiver?.handshake?.(body);
  return asked;
}

describe('a subscription', () => {
  it('is confirmed in the region of the topic, with the token, and never where the message says', async () => {
    const asked = await handshake(bodyOf());
    expect(asked).toHaveLength(1);
    const url = new URL(asked[0] ?? '');
    expect(url.origin + url.pathname).toBe('https://sns.eu-west-1.amazonaws.com/');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'ConfirmSubscription',
      TopicArn: topic,
      Token: token,
      Version: '2010-03-31',
    });
  });

  it('in China is confirmed there', async () => {
    const chinese = 'arn:aws-cn:sns:cn-north-1:123456789012:mail-events';
    const answer = async () => confirmed.replace(topic, chinese);
    const [url] = await handshake(bodyOf({ TopicArn: chinese }), answer, chinese);
    expect(url).toMatch(/^https:\/\/sns\.cn-north-1\.amazonaws\.com\.cn\/\?/);
  });

  it('is not confirmed for a topic that is not listed', async () => {
    expect(await handshake(bodyOf({ TopicArn: `${topic}2` }))).toEqual([]);
  });

  it('of a rehearsed topic has nobody to be confirmed to', async () => {
    const rehearsed = rehearsal.credentials().environment.SES_TOPIC_ARNS ?? '';
    expect(await handshake(bodyOf({ TopicArn: rehearsed }), undefined, rehearsed)).toEqual([]);
  });

  it.each(['Notification', 'UnsubscribeConfirmation'])('is not made by a %s', async (Type) => {
    expect(await handshake(bodyOf({ Type }))).toEqual([]);
  });

  it('is not made by a body that is no message of SNS', async () => {
    expect(await handshake(Buffer.from('{"Type":"SubscriptionConfirmation"}'))).toEqual([]);
  });

  it.each([
    ['is out of reach', () => Promise.reject(new Error('the host answered 500')), /the host answered 500/],
    ['answers with an error', async () => '<ErrorResponse/>', /names none/],
    ['names another topic', async () => confirmed.replace(topic, `${topic}2`), /names none/],
    [
      'leaves it pending',
      async () => '<SubscriptionArn>pending confirmation</SubscriptionArn>',
      /names none/,
    ],
  ])('fails when SNS %s, so that SNS asks again, and shows no token', async (_, answer, why) => {
    const failure = await handshake(bodyOf(), answer).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toMatch(why);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(token);
  });
});
