import { createHmac, type KeyObject, sign } from 'node:crypto';
import type { WebhookRequest } from './provider.ts';
import { type HeaderNames, parseStandardKeys, standardHeaders, verifyStandard } from './standard-webhook.ts';

/** The message that the specification and its libraries sign: once with a secret, once with a key pair. */
export const published = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  v1: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  seed: '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=',
  publicKey: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
  v1a: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
};
export const signedAt = '2021-02-25T15:02:10.000Z';

export interface Parts {
  readonly id?: string;
  readonly timestamp?: string;
  readonly signature?: string;
  readonly body?: string | Buffer;
}

export function request(parts: Parts = {}, names: HeaderNames = standardHeaders): WebhookRequest {
  const { id, timestamp, signature, body } = { ...published, signature: published.v1, ...parts };
  const headers = new Headers({ [names.id]: id, [names.timestamp]: timestamp, [names.signature]: signature });
  return { url: 'https://earshot.example.com/api/webhooks/any', headers, body: Buffer.from(body) };
}

export const keysOf = (text: string) => parseStandardKeys('SECRETS', text);

/** How it was verified, or the status and code it is refused with. */
export function told(given: WebhookRequest, keys = published.secret, now = signedAt): string {
  const verdict = verifyStandard(keysOf(keys), standardHeaders, given, now);
  return verdict.ok ? verdict.verification.method : `${verdict.status} ${verdict.code}`;
}

const textOf = ({ id, timestamp, body }: Parts) => Buffer.from(`${id}.${timestamp}.${body}`);
export const hmacOf = (secret: Buffer, parts: Parts = published) =>
  `v1,${createHmac('sha256', secret).update(textOf(parts)).digest('base64')}`;
export const edOf = (key: KeyObject, parts: Parts = published) =>
  `v1a,${sign(null, textOf(parts), key).toString('base64')}`;
export const secretOf = (length: number, fill = 7) => Buffer.alloc(length, fill);
export const serialized = (secret: Buffer) => `whsec_${secret.toString('base64')}`;
