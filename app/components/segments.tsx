import type { LucideIcon } from 'lucide-react';
import { Radio } from './radio.tsx';

interface Segment<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly icon?: LucideIcon;
}

interface SegmentsProps<Value extends string> {
  legend: string;
  /** Sets the radio buttons of one group apart from others on the page. */
  group: string;
  segments: readonly Segment<Value>[];
  chosen: Value | null;
  onChoose: (value: Value) => void;
}

/** One of a few choices, all in sight. */
export function Segments<Value extends string>({
  legend,
  group,
  segments,
  chosen,
  onChoose,
}: SegmentsProps<Value>) {
  return (
    <fieldset>
      <legend className="sr-only">{legend}</legend>
      <div className="grid auto-cols-fr grid-flow-col gap-0.5 rounded-md bg-sunken p-0.5">
        {segments.map(({ value, name, icon: Icon }) => (
          <label
            key={value}
            className="flex h-7 items-center justify-center gap-1.5 rounded-sm border border-transparent px-2 text-xs whitespace-nowrap text-ink-soft transition-colors hover:text-ink has-checked:border-line has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <Radio
              name={group}
              value={value}
              checked={chosen === value}
              onChange={() => onChoose(value)}
              className="sr-only"
            />
            {Icon !== undefined && <Icon aria-hidden className="size-3.5" />}
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
