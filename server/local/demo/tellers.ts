import { instantFromMs } from '#server/domain/instant.ts';
import type { Channel, ReportKind } from '#server/domain/message/report.ts';
import type { Provider } from '#server/providers/provider.ts';
import type { Story } from './stories.ts';

/** What of a provider matters to whoever makes up its day. */
export interface Teller {
  readonly id: string;
  readonly channels: readonly Channel[];
  readonly kinds: readonly ReportKind[];
  /** False where every report counts as of the moment it arrives, so that the same one cannot come twice. */
  readonly tellsTime: boolean;
  /** Whether it hands on what people write back. */
  readonly handsOnReplies: boolean;
  /** Whether its signature grows old. */
  readonly signsTime: boolean;
}

export async function tellerOf(provider: Provider): Promise<Teller> {
  const { id, rehearsal } = provider;
  return {
    id,
    channels: addressable(provider.channels),
    kinds: rehearsal.kinds,
    tellsTime: rehearsal.lacks?.includes('at') !== true,
    handsOnReplies: rehearsal.replies !== undefined,
    signsTime: await signsTime(provider),
  };
}

export function canTell({ kinds, channels, handsOnReplies }: Teller, story: Story): boolean {
  return (
    story.tells.every((kind) => kinds.includes(kind)) &&
    story.channels.some((channel) => channels.includes(channel)) &&
    (handsOnReplies || story.hasAnswers !== true)
  );
}

/** A rehearsal knows mail and text messages apart by the address; anything else only where it is all there is. */
function addressable(channels: readonly Channel[]): readonly Channel[] {
  const written = channels.filter((channel) => channel === 'email' || channel === 'sms');
  return written.length > 0 ? written : channels.slice(0, 1);
}

/** Asks the provider's own receiver, with keys made for the purpose. */
async function signsTime({ id, rehearsal, configure }: Provider): Promise<boolean> {
  const { environment, secret } = rehearsal.credentials();
  const baseUrl = 'https://earshot.example.com';
  const receiver = configure({ PUBLIC_BASE_URL: baseUrl, EARSHOT_LOCAL: '1', ...environment });
  const url = `${baseUrl}/api/webhooks/${id}`;
  const now = instantFromMs(Date.now());
  const { body, headers, query = '' } = rehearsal.sign(Buffer.from('{}'), { secret, signedAt: now, url });
  const verdict = await receiver?.verify({ url: `${url}${query}`, headers: new Headers(headers), body }, now);
  return verdict?.ok === true && verdict.verification.signedAt !== undefined;
}
