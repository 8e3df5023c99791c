import { Bell, type LucideIcon, Mail, MessageSquare, Smartphone } from 'lucide-react';
import type { Channel } from '#server/domain/message/report.ts';

/** Each channel by its sign, the same on every page. Its name stands beside it, or is read out. */
export const channelIcons = {
  email: Mail,
  sms: MessageSquare,
  push: Smartphone,
  in_app: Bell,
} as const satisfies Record<Channel, LucideIcon>;
