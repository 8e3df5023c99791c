import {
  BellOff,
  BellPlus,
  Bot,
  CheckCheck,
  Eye,
  type LucideIcon,
  MousePointerClick,
  Target,
} from 'lucide-react';
import type { MessageKind } from '#server/domain/message/kind.ts';
import { statusIcons } from '../status-badge.tsx';
import type { TimelineEntry } from './message.ts';

interface EventStyle {
  readonly icon: LucideIcon;
  /** Classes of the node on the rail. */
  readonly node: string;
}

const good = 'border-good text-good';
const warn = 'border-warn text-warn';
const bad = 'border-bad bg-bad-soft text-bad';
const accent = 'border-accent text-accent';
const calm = 'border-line-strong text-ink-soft';

const styles = {
  requested: { icon: statusIcons.requested, node: calm },
  skipped: { icon: statusIcons.skipped, node: calm },
  outcome_unknown: { icon: statusIcons.outcome_unknown, node: warn },
  accepted: { icon: statusIcons.accepted, node: calm },
  sent: { icon: statusIcons.sent, node: calm },
  deferred: { icon: statusIcons.deferred, node: warn },
  soft_bounced: { icon: statusIcons.soft_bounced, node: warn },
  dropped: { icon: statusIcons.dropped, node: calm },
  failed: { icon: statusIcons.failed, node: bad },
  delivered: { icon: statusIcons.delivered, node: good },
  hard_bounced: { icon: statusIcons.hard_bounced, node: bad },
  complained: { icon: statusIcons.complained, node: bad },
  opened: { icon: Eye, node: accent },
  clicked: { icon: MousePointerClick, node: accent },
  read: { icon: CheckCheck, node: accent },
  unsubscribed: { icon: BellOff, node: warn },
  resubscribed: { icon: BellPlus, node: accent },
  converted: { icon: Target, node: good },
} as const satisfies Record<MessageKind, EventStyle>;

/** The shape and colour of an event on the rail. What a machine did looks like a machine, and calm. */
export function eventStyle({ kind, machine }: TimelineEntry): EventStyle {
  return machine === 'likely_machine' ? { icon: Bot, node: calm } : styles[kind];
}
