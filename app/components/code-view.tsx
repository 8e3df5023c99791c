'use client';

import clsx from 'clsx';
import { type ReactNode, useState } from 'react';
import { Checkbox } from './checkbox.tsx';
import { CopyButton } from './copy-button.tsx';

interface CodeViewProps {
  /** What is copied; shown as it is where there are no children. */
  text: string;
  /** What it is, such as `raw payload`. */
  what: string;
  /** The same text with colours. */
  children?: ReactNode;
}

/** Text of a machine to read and to copy, with long lines wrapped or not. */
export function CodeView({ text, what, children }: CodeViewProps) {
  const [wraps, setWraps] = useState(true);
  return (
    <div>
      <div className="flex items-center justify-end gap-3 px-3 pt-2">
        <label className="flex h-6 items-center gap-1.5 text-xs text-ink-soft">
          <Checkbox
            checked={wraps}
            onChange={(event) => setWraps(event.target.checked)}
            className="size-3.5"
          />
          Wrap lines
        </label>
        <CopyButton text={text} what={what} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className={clsx(
          'max-h-96 overflow-auto px-4 pt-1 pb-4 font-mono text-xs',
          wraps && 'whitespace-pre-wrap',
        )}
      >
        {children ?? text}
      </pre>
    </div>
  );
}
