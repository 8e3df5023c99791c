import clsx from 'clsx';
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Channel } from '#server/domain/message/report.ts';
import type { GridView } from '#server/trpc/preference-views.ts';
import { Card } from './card.tsx';
import { channelIcons } from './channel-icons.ts';

export type GridCategory = GridView['categories'][number];
export type GridCell = GridCategory['cells'][number];

/** What the grid says, in the language of the page. */
export interface GridWords {
  readonly channel: Readonly<Record<Channel, string>>;
  readonly unreachable: Readonly<Record<Channel, string>>;
  readonly notOffered: string;
  readonly locked: string;
  titleOf(category: GridCategory): { readonly title: string; readonly help: string };
}

interface Props {
  grid: Pick<GridView, 'channels' | 'categories'>;
  words: GridWords;
  /** The switch of one cell; `describedBy` names what explains it. */
  control: (category: GridCategory, cell: GridCell, describedBy: string) => ReactNode;
  /** What else is to be said of a category. */
  note?: (category: GridCategory) => ReactNode;
}

// The content policy takes no inline styles, so the columns are counted out here.
const columns = ['', 'grid-cols-1', 'grid-cols-2', 'grid-cols-3', 'grid-cols-4'] as const;
const wideColumns = [
  '',
  'sm:grid-cols-[minmax(0,1fr)_5.5rem]',
  'sm:grid-cols-[minmax(0,1fr)_repeat(2,5.5rem)]',
  'sm:grid-cols-[minmax(0,1fr)_repeat(3,5.5rem)]',
  'sm:grid-cols-[minmax(0,1fr)_repeat(4,5.5rem)]',
] as const;

/** Categories and channels: a table where there is room, and otherwise a card for each category. */
export function PreferenceGrid({ grid, words, control, note }: Props) {
  const count = grid.channels.length;
  return (
    <Card className="divide-y divide-line">
      <div aria-hidden="true" className={clsx('hidden px-5 py-2.5 sm:grid', wideColumns[count])}>
        <span />
        {grid.channels.map((channel) => (
          <ChannelName key={channel} channel={channel} name={words.channel[channel]} />
        ))}
      </div>
      {grid.categories.map((category) => {
        const { title, help } = words.titleOf(category);
        const id = `category-${category.name}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser.
          <div
            key={category.name}
            role="group"
            aria-labelledby={id}
            aria-describedby={`${id}-help`}
            className={clsx('grid gap-4 px-4 py-4 sm:items-center sm:gap-x-0 sm:px-5', wideColumns[count])}
          >
            <div className="min-w-0 sm:pe-6">
              <h3 id={id} className="flex items-center gap-1.5 font-medium">
                {title}
                {category.locked && <Lock aria-hidden className="size-3.5 text-ink-faint" />}
              </h3>
              <p id={`${id}-help`} className="mt-0.5 text-sm text-ink-soft text-pretty">
                {help}
                {category.locked && <span className="mt-1 block text-ink-faint">{words.locked}</span>}
              </p>
              {note?.(category)}
            </div>
            <div className={clsx('grid sm:contents', columns[count])}>
              {category.cells.map((cell) => (
                <Cell key={cell.channel} cell={cell} words={words}>
                  {control(category, cell, `${id}-help`)}
                </Cell>
              ))}
            </div>
          </div>
        );
      })}
    </Card>
  );
}

function ChannelName({ channel, name }: { channel: Channel; name: string }) {
  const Icon = channelIcons[channel];
  return (
    <span className="flex items-center justify-center gap-1.5 text-xs font-medium text-ink-soft">
      <Icon aria-hidden className="size-3.5 text-ink-faint" />
      {name}
    </span>
  );
}

function Cell({ cell, words, children }: { cell: GridCell; words: GridWords; children: ReactNode }) {
  const name = words.channel[cell.channel];
  const label = <span className="text-xs text-ink-soft sm:sr-only">{name}</span>;
  const frame = 'flex min-h-11 flex-col items-center justify-start gap-1.5 sm:justify-center';
  if (cell.reachable) {
    return (
      // biome-ignore lint/a11y/noLabelWithoutControl: the control is given by the page.
      <label className={frame}>
        {label}
        {children}
      </label>
    );
  }
  return (
    <div className={frame}>
      {label}
      <span aria-hidden="true" className="text-ink-faint">
        –
      </span>
      <span className="sr-only">{cell.offered ? words.unreachable[cell.channel] : words.notOffered}</span>
    </div>
  );
}
