import { Bell, Inbox, type LucideIcon, Mail, MessageSquare } from 'lucide-react';
import type { Channel } from '#server/domain/message/report.ts';

interface ChannelWords {
  readonly name: string;
  readonly icon: LucideIcon;
}

const channels = {
  email: { name: 'Email', icon: Mail },
  sms: { name: 'SMS', icon: MessageSquare },
  push: { name: 'Push', icon: Bell },
  in_app: { name: 'In-app', icon: Inbox },
} as const satisfies Record<Channel, ChannelWords>;

export function ChannelLabel({ channel }: { channel: Channel }) {
  const { name, icon: Icon } = channels[channel];
  return (
    <span className="flex items-center gap-1.5">
      <Icon aria-hidden className="size-3.5 text-ink-faint" />
      {name}
    </span>
  );
}
