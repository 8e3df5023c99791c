'use client';

import clsx from 'clsx';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { channelIcons } from '#app/components/channel-icons.ts';
import { trpc } from '#app/components/trpc.ts';
import { useTexts } from '#app/i18n/texts.tsx';
import type { GridView } from '#server/trpc/preference-views.ts';
import { CorrectAddress } from './correct-address.tsx';
import type { Contacts } from './own-rows.ts';
import { useCategoryTitle, useMoment } from './words.ts';

type OwnChannel = Contacts['channels'][number];

const fine = [
  'own',
  'delivered',
  'no_reports',
  'no_address',
  'deferred',
  'soft_bounced',
  'suppression_ended',
] as const;

/** Where another address helps. */
const correctable = ['hard_bounce', 'soft_bounce_limit', 'invalid_number'] as const;

/** True where messages do not arrive any more, whatever the person switches on. */
export function isProblem({ state }: OwnChannel): boolean {
  return !fine.some((one) => one === state);
}

/** Where the person is reached, how that goes, and what they can do where it does not. */
export function ChannelsCard({
  contacts,
  categories,
}: {
  contacts: Contacts;
  categories: GridView['categories'];
}) {
  const t = useTexts('preferences');
  return (
    <section aria-labelledby="channels-title" className="grid gap-2.5">
      <h2 id="channels-title" className="mt-2 text-lg font-semibold tracking-tight">
        {t('channels.title')}
      </h2>
      <Card>
        <ul className="divide-y divide-line">
          {contacts.channels.map((channel) => (
            <ChannelItem key={channel.channel} own={channel} categories={categories} />
          ))}
        </ul>
      </Card>
    </section>
  );
}

function ChannelItem({ own, categories }: { own: OwnChannel; categories: GridView['categories'] }) {
  const t = useTexts('preferences');
  const [isOpen, setOpen] = useState(false);
  const { channel, address, canCorrect } = own;
  const Icon = channelIcons[channel];
  const name = t(`channel.${channel}`);
  const isWrong = correctable.some((one) => one === own.state);
  const action =
    address === null ? t('channels.add') : isWrong ? t('channels.correct') : t('channels.change');
  return (
    <li id={`channel-${channel}`} className="grid gap-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Icon aria-hidden className="mt-0.5 size-4 text-ink-faint" />
        <div className="min-w-0 flex-1 basis-48">
          <h3 className="font-medium">{name}</h3>
          <AddressLine own={own} />
          <StateLine own={own} />
          <LeftHere own={own} categories={categories} />
        </div>
        {canCorrect && !isOpen && (
          <Button
            variant={isWrong ? 'primary' : 'secondary'}
            size="sm"
            className="ms-7 sm:ms-0"
            aria-label={`${action}: ${name}`}
            onClick={() => setOpen(true)}
          >
            {action}
          </Button>
        )}
      </div>
      {isOpen && (channel === 'email' || channel === 'sms') && (
        <CorrectAddress channel={channel} onClose={() => setOpen(false)} />
      )}
    </li>
  );
}

/** A device's token says nothing to anybody, and in the app a person is their own address. */
function AddressLine({ own: { channel, address } }: { own: OwnChannel }) {
  const t = useTexts('preferences');
  if (channel === 'in_app' || (channel === 'push' && address !== null)) return null;
  if (address === null) return <p className="text-sm text-ink-faint">{t('channels.none')}</p>;
  return (
    <p className="text-sm">
      <bdi>{address}</bdi>
    </p>
  );
}

function StateLine({ own }: { own: OwnChannel }) {
  const isBad = isProblem(own);
  return (
    <p
      className={clsx(
        'mt-1 flex items-start gap-1.5 text-sm text-pretty',
        isBad ? 'text-warn' : 'text-ink-soft',
      )}
    >
      {isBad && <TriangleAlert aria-hidden className="mt-0.5 size-4" />}
      {own.state === 'delivered' && <CircleCheck aria-hidden className="mt-0.5 size-4 text-good" />}
      <StateWords own={own} />
    </p>
  );
}

function StateWords({ own: { state, since, channel } }: { own: OwnChannel }) {
  const t = useTexts('preferences');
  const when = useMoment()(since);
  if (state === 'hard_bounce' && (channel === 'sms' || channel === 'push')) {
    return t(`channels.hard_bounce_${channel}`, { when });
  }
  return t(`channels.${state}`, { when });
}

/** What was left at the address itself, and the way back where the address is proven to be the person's. */
function LeftHere({ own, categories }: { own: OwnChannel; categories: GridView['categories'] }) {
  const t = useTexts('preferences');
  const moment = useMoment();
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const titleOf = useCategoryTitle(categories);
  const again = trpc.contacts.resubscribe.useMutation({
    onSuccess: async () => {
      announce(t('channels.againDone'));
      await utils.contacts.mine.invalidate();
    },
  });
  return own.left.map(({ reason, scope, since, isWhole }) => {
    const what = scope.startsWith('category:') ? titleOf(scope.slice(9)) : t('channels.leftStream');
    const when = moment(since);
    return (
      <div
        key={`${reason} ${scope}`}
        className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-soft"
      >
        {/* Of the whole of it the line above has said so. */}
        {!isWhole && (
          <p>{reason === 'inactive' ? t('channels.silent', { when }) : t('channels.left', { what, when })}</p>
        )}
        {own.isProven && (
          <Button size="sm" onClick={() => again.mutate({ channel: own.channel, scope })}>
            {t('channels.again')}
          </Button>
        )}
        {again.error !== null && (
          <p role="alert" className="text-bad">
            {again.error.message}
          </p>
        )}
      </div>
    );
  });
}
