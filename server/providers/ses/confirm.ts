import type { Download } from './download.ts';
import type { Topic } from './topics.ts';

/**
 * Tells SNS that we want a topic's messages. The call is built from the topic we list and the signed token; the
 * ready-made URL in the message is never fetched. Rejects unless SNS answers with the subscription, and shows no token.
 * Source: docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html.
 */
export async function confirmSubscription(download: Download, topic: Topic, token: string): Promise<void> {
  const query = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn: topic.arn,
    Token: token,
    Version: '2010-03-31',
  });
  const answer = await download(`https://${topic.host}/?${query}`).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'unknown';
    throw new Error(`SNS did not confirm the subscription: ${why}`);
  });
  if (!answer.includes(`<SubscriptionArn>${topic.arn}:`)) {
    throw new Error('SNS did not confirm the subscription: its answer names none');
  }
}
