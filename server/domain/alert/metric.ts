/** What is watched of mail. */
export const alertMetrics = ['complaints', 'deliveries', 'bounces'] as const;
export type AlertMetric = (typeof alertMetrics)[number];

/** Messages by what became of them within a time, each at most once per name. */
export interface MailCounts {
  readonly delivered: number;
  readonly softBounced: number;
  readonly hardBounced: number;
  readonly dropped: number;
  readonly failed: number;
  readonly complained: number;
}

/** `count` messages of `of`. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/**
 * How the mail fares. What was sent a moment ago has no outcome yet and would look like a loss, so deliveries and
 * bounces are measured against the mails whose outcome is known, and complaints against those that arrived.
 */
export function shareOf(metric: AlertMetric, counts: MailCounts): Share {
  const { delivered, softBounced, hardBounced, dropped, failed, complained } = counts;
  const known = delivered + softBounced + hardBounced + dropped + failed;
  switch (metric) {
    case 'complaints':
      return { count: complained, of: delivered };
    case 'deliveries':
      return { count: delivered, of: known };
    case 'bounces':
      return { count: hardBounced, of: known };
  }
}

/** How many messages speak against the sender: those that were not delivered, where deliveries are counted. */
export function troubleOf(metric: AlertMetric, { count, of }: Share): number {
  return metric === 'deliveries' ? of - count : count;
}
