import type { Engagement as EngagementLevel } from '#server/domain/message/state.ts';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { Reach, type ReachLevel } from './reach.tsx';
import { engagementLabel } from './status-words.ts';

interface EngagementProps {
  status: MessageStatus;
  engagement: EngagementLevel;
  machineOpens: number;
  unknownOpens: number;
}

/** What people did with a message, as a gauge and in words. */
export function Engagement({ status, engagement, ...opens }: EngagementProps) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <Reach level={reachOf(status, engagement)} />
      <span className="truncate">{engagementLabel({ status, engagement, ...opens })}</span>
    </span>
  );
}

function reachOf(status: MessageStatus, engagement: EngagementLevel): ReachLevel {
  if (engagement !== 'none') return 3;
  if (status === 'delivered' || status === 'complained') return 2;
  return status === 'accepted' || status === 'sent' || status === 'deferred' ? 1 : 0;
}
