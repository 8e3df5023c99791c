import { BellRing, type LucideIcon, Mail, MessageSquareText, MonitorSmartphone } from 'lucide-react';
import type { Channel } from './entry.ts';

/** Each channel by its sign. Its name stands beside it, or is read out. */
export const channelIcons = {
  email: Mail,
  sms: MessageSquareText,
  push: MonitorSmartphone,
  in_app: BellRing,
} as const satisfies Record<Channel, LucideIcon>;
