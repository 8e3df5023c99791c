import { channelIcons } from '#app/components/channel-icons.ts';
import type { Channel } from '#server/domain/message/report.ts';

export const channelNames = {
  email: 'Email',
  sms: 'SMS',
  push: 'Push',
  in_app: 'In-app',
} as const satisfies Record<Channel, string>;

export function ChannelLabel({ channel }: { channel: Channel }) {
  const Icon = channelIcons[channel];
  return (
    <span className="flex items-center gap-1.5">
      <Icon aria-hidden className="size-3.5 text-ink-faint" />
      {channelNames[channel]}
    </span>
  );
}
