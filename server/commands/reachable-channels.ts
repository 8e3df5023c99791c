import { type Category, defaultCategories, findCategory } from '#server/domain/category/category.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { Outbound } from './send-deps.ts';

/** Those of the channels that this installation can send a category over, in the order asked. */
export function reachableChannels(
  outbound: Pick<Outbound, 'senders' | 'mailIdentities'>,
  category: string,
  channels: readonly Channel[],
): readonly Channel[] {
  const stream = streamOf(category);
  return channels.filter((channel) => {
    if (outbound.senders(channel) === null) return false;
    return channel !== 'email' || outbound.mailIdentities[stream] !== null;
  });
}

/** What a category is sent as. One that nobody knows any more must not come from the sender of receipts. */
export function streamOf(category: string): Category['stream'] {
  return findCategory(defaultCategories, category)?.stream ?? 'marketing';
}
