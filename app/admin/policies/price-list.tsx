'use client';

import { Pencil } from 'lucide-react';
import { useId, useState } from 'react';
import { ChannelLabel } from '#app/admin/messages/channel.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import type { Channel } from '#server/domain/message/report.ts';
import { moneyText } from './money-text.ts';
import type { Prices } from './policy.ts';
import { channelWords } from './policy-words.ts';
import { PriceDialog } from './price-dialog.tsx';

// Safe: the words have exactly the channels as keys.
const channels = Object.keys(channelWords) as Channel[];

/** What one message on each channel costs, which cost caps and simulations go by. */
export function PriceList({ prices, mayEdit }: { prices: Prices; mayEdit: boolean }) {
  const title = useId();
  const [asked, setAsked] = useState<Channel | null>(null);
  return (
    <section aria-labelledby={title} className="grid gap-2">
      <div className="grid gap-0.5">
        <h2 id={title} className="text-base font-semibold tracking-tight">
          What a message costs
        </h2>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">
          Cost caps and simulations go by it. A step whose price is not known is not taken under a cap.
        </p>
      </div>
      <Card className="overflow-hidden">
        <ul className="grid gap-px bg-line sm:grid-cols-2 lg:grid-cols-4">
          {channels.map((channel) => (
            <li key={channel} className="flex items-center justify-between gap-2 bg-surface py-2.5 pr-2 pl-4">
              <div className="grid gap-0.5 text-sm">
                <span className="text-ink-soft">
                  <ChannelLabel channel={channel} />
                </span>
                <PriceText price={prices[channel].price} />
              </div>
              {mayEdit && (
                <Button
                  variant="quiet"
                  size="sm"
                  aria-label={`Change the price of ${channelWords[channel].name}`}
                  title="Change"
                  className="w-8 px-0!"
                  onClick={() => setAsked(channel)}
                >
                  <Pencil aria-hidden className="size-4" />
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
      {asked !== null && (
        <PriceDialog key={asked} channel={asked} entry={prices[asked]} onClose={() => setAsked(null)} />
      )}
    </section>
  );
}

function PriceText({ price }: { price: Prices[Channel]['price'] }) {
  if (price === null) return <span className="text-ink-faint">Not known</span>;
  return <span className="font-medium numeric">{price.amountMicros === 0 ? 'Free' : moneyText(price)}</span>;
}
