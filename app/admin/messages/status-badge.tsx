import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleQuestionMark,
  CircleSlash,
  CircleX,
  Clock,
  Hourglass,
  type LucideIcon,
  MessageSquareWarning,
  Send,
  Undo2,
} from 'lucide-react';
import { Badge } from '#app/components/badge.tsx';
import type { MessageStatus } from '#server/domain/message/status.ts';
import { type Outcome, statusLabel, statusWords } from './status-words.ts';

/** A shape for each status, so that it can be told without colour. */
export const statusIcons = {
  requested: Clock,
  outcome_unknown: CircleQuestionMark,
  accepted: CircleDashed,
  sent: Send,
  deferred: Hourglass,
  delivered: CircleCheck,
  soft_bounced: Undo2,
  hard_bounced: CircleX,
  complained: MessageSquareWarning,
  dropped: CircleSlash,
  skipped: CircleMinus,
  failed: Ban,
} as const satisfies Record<MessageStatus, LucideIcon>;

/** What became of a message: shape, words and colour. */
export function StatusBadge({ outcome }: { outcome: Outcome }) {
  const { tone } = statusWords[outcome.status];
  return (
    <Badge tone={tone} icon={statusIcons[outcome.status]} plain={tone !== 'warn' && tone !== 'bad'}>
      {statusLabel(outcome)}
    </Badge>
  );
}
