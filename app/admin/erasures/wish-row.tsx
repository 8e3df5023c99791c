import type { inferRouterOutputs } from '@trpc/server';
import { Check, Hourglass, type LucideIcon, Undo2, X } from 'lucide-react';
import { Badge, type Tone } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import type { AppRouter } from '#server/trpc/router.ts';

export type Wish = inferRouterOutputs<AppRouter>['erasure']['list']['erasures'][number];
export type Deed = 'confirm' | 'refuse';

const signs = {
  open: { tone: 'accent', icon: Hourglass, word: 'Open' },
  confirmed: { tone: 'warn', icon: Hourglass, word: 'Not finished' },
  completed: { tone: 'good', icon: Check, word: 'Erased' },
  withdrawn: { tone: 'calm', icon: Undo2, word: 'Withdrawn' },
  refused: { tone: 'bad', icon: X, word: 'Refused' },
} as const satisfies Record<Wish['status'], { tone: Tone; icon: LucideIcon; word: string }>;

const languages = { en: 'English', de: 'German' } as const satisfies Record<Wish['language'], string>;

/** One wish: who, as far as it takes to recognise them, since when, and what a confirmation would reach. */
export function WishRow({
  wish,
  onDecide,
}: {
  wish: Wish;
  onDecide: ((wish: Wish, deed: Deed) => void) | null;
}) {
  const sign = signs[wish.status];
  const name = nameOf(wish);
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="grid min-w-0 flex-1 basis-64 gap-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="min-w-0 text-base font-medium break-words">{name}</h3>
          <Badge tone={sign.tone} icon={sign.icon}>
            {sign.word}
          </Badge>
        </div>
        {wish.address !== null && <UserIds userIds={wish.userIds} />}
        <p className="text-sm text-ink-soft">
          Asked <RelativeTime at={wish.requestedAt} /> in {languages[wish.language]}
          {wish.decidedAt !== null && (
            <>
              {' '}
              · decided <RelativeTime at={wish.decidedAt} />
            </>
          )}
        </p>
        {wish.scope !== null && <Scope scope={wish.scope} people={wish.userIds.length} />}
        {wish.reason !== null && <p className="text-sm break-words">Reason: {wish.reason}</p>}
      </div>
      {onDecide !== null && (
        <div className="flex flex-wrap gap-2">
          {wish.status === 'open' && (
            <Button size="sm" onClick={() => onDecide(wish, 'refuse')}>
              Refuse…<span className="sr-only"> the wish of {name}</span>
            </Button>
          )}
          <Button variant="danger" size="sm" onClick={() => onDecide(wish, 'confirm')}>
            {wish.status === 'open' ? 'Erase…' : 'Finish…'}
            <span className="sr-only"> {name}</span>
          </Button>
        </div>
      )}
    </div>
  );
}

/** Masked; somebody handed over is known by the host's id alone, and an erased one by what is left. */
export function nameOf({ address, userIds }: Wish): string {
  return address ?? userIds.join(', ');
}

/** As the host product names them. */
export function UserIds({ userIds }: { userIds: readonly string[] }) {
  return <code className="font-mono text-xs break-all text-ink-soft">{userIds.join(', ')}</code>;
}

function Scope({ scope, people }: { scope: NonNullable<Wish['scope']>; people: number }) {
  return (
    <p className="text-sm text-ink-soft text-pretty">
      Reaches {scope.subjects === 1 ? '1 address or id' : `${scope.subjects} addresses and ids`}
      {people > 1 && ` of ${people} people who share this mailbox`}.
      {scope.shared > 0 &&
        ` ${scope.shared === 1 ? '1 address is' : `${scope.shared} addresses are`} somebody else’s too and stay${scope.shared === 1 ? 's' : ''} readable.`}
    </p>
  );
}
