import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

/** What was refused within one hour, for one reason, from one origin. */
export type Refused = inferRouterOutputs<AppRouter>['refusedWebhooks']['list']['rows'][number];

interface RefusalWords {
  readonly reason: string;
  /** What it may mean, and what to do when it should not have happened. */
  readonly advice: string;
}

/** Why requests are refused, in people's words. */
export const refusalWords = {
  signature_mismatch: {
    reason: 'The signature did not match',
    advice:
      'A forgery, or a key that changed. Compare the key shown in the provider’s webhook settings with the one Earshot was given.',
  },
  signature_missing: {
    reason: 'There was no signature',
    advice: 'Somebody tried the address, or signing is switched off in the provider’s webhook settings.',
  },
  signature_malformed: {
    reason: 'The signature could not be read',
    advice: 'Something other than the provider posted here, or a proxy on the way changes headers.',
  },
  timestamp_stale: {
    reason: 'It was signed too long ago',
    advice: 'Somebody sent an old request again. If it was the provider, check the clock of this server.',
  },
  timestamp_in_future: {
    reason: 'It was signed in the future',
    advice: 'Check the clock of this server: it is probably slow.',
  },
  token_expired: {
    reason: 'The token had expired',
    advice: 'Somebody sent an old request again, or the sender’s clock or ours is wrong.',
  },
  token_reused: {
    reason: 'The token had signed other events before',
    advice:
      'Somebody put other events beside a token they had overheard. A retry of the same events is taken.',
  },
  topic_not_allowed: {
    reason: 'It came from a topic that is not on the list',
    advice: 'If the topic is yours, add it to this provider’s variables; .env.example says how.',
  },
  certificate_unavailable: {
    reason: 'The certificate to check it with could not be had',
    advice: 'This server must reach the provider’s certificates. The provider sends the request again.',
  },
  not_configured: {
    reason: 'This provider is not set up here',
    advice: 'If you use it, set its variables; .env.example lists them. The log names one that is wrong.',
  },
  unknown_provider: {
    reason: 'There is no such provider',
    advice: 'Check the address in the provider’s webhook settings. Scanners also guess addresses.',
  },
  insecure_transport: {
    reason: 'It came without encryption',
    advice: 'Write the address with https:// in the provider’s webhook settings.',
  },
  address_not_allowed: {
    reason: 'It came from a network that is not on the list',
    advice: 'If the provider has new networks, add them to the list of allowed ones.',
  },
  too_many_requests: {
    reason: 'There were too many requests',
    advice: 'The provider tries again by itself. Raise the limit if this is its usual rate.',
  },
  body_too_large: {
    reason: 'The body was too large',
    advice: 'Have the provider send smaller batches.',
  },
  empty_body: {
    reason: 'The body was empty',
    advice: 'Often the check of an address by a person or a tool. A provider sends events.',
  },
} as const satisfies Record<Refused['code'], RefusalWords>;

/** Which caller it was, as far as that is known: a keyed hash of the network, never the address. */
export function originWords(origin: string): string {
  if (origin === 'unknown') return 'Unknown';
  return origin === 'many' ? 'Many at once' : origin;
}
