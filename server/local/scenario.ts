import { instantFromMs } from '#server/domain/instant.ts';
import type { Provider, RehearsedReport, SignedRequest } from '#server/providers/provider.ts';
import { postWebhook } from './post-webhook.ts';
import { messageOf, Problem } from './problem.ts';
import { story } from './story.ts';

export interface Played {
  messages: number;
  requests: number;
  /** Events the server recognised as sent before. */
  duplicates: number;
  /** Items it kept without being able to read them. */
  unreadable: number;
}

/**
 * Plays a small story to the running server as `provider` would tell it: really signed, over HTTP, to the real
 * endpoint; with a late report, redeliveries and an item nobody can read. `me` receives some of the mail.
 */
export async function playScenario(given: {
  serverUrl: string;
  provider: Provider;
  secret: string;
  me: string;
  nowMs: number;
}): Promise<Played> {
  const { provider, secret } = given;
  const told = story(given.nowMs, given.me);
  const url = `${given.serverUrl}/api/webhooks/${provider.id}`;
  const signing = { secret, signedAt: instantFromMs(given.nowMs), url };
  const sign = (reports: readonly RehearsedReport[]) =>
    provider.rehearsal.requests(
      reports.filter(({ kind }) => provider.rehearsal.kinds.includes(kind)),
      signing,
    );

  const deliveries = told.deliveries.map(sign);
  const again = told.repeated.flatMap((index) => deliveries[index] ?? []);
  // Providers add kinds of report without notice. One we cannot read is kept until we can.
  const puzzle = [{ event: 'hologram_viewed', timestamp: Math.floor(given.nowMs / 1000), surface: 'desk' }];
  const unheardOf = provider.rehearsal.sign(Buffer.from(JSON.stringify(puzzle)), signing);

  const played: Played = { messages: told.messages, requests: 0, duplicates: 0, unreadable: 0 };
  for (const request of [...deliveries.flat(), ...again, unheardOf]) {
    const answer = await post(url, request);
    played.requests += 1;
    played.duplicates += answer.duplicates;
    played.unreadable += answer.unreadable;
  }
  return played;
}

async function post(
  endpoint: string,
  request: SignedRequest,
): Promise<{ duplicates: number; unreadable: number }> {
  const answer = await postWebhook(endpoint, request).catch((error) => {
    throw new Problem(`The sample webhooks could not be posted to ${endpoint}: ${messageOf(error)}`);
  });
  if (answer.ok) return answer.receipt ?? { duplicates: 0, unreadable: 0 };
  throw new Problem(`The sample webhooks were refused by ${endpoint}: ${answer.status} ${answer.text}`);
}
