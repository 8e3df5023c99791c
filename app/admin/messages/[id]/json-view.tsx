'use client';

import clsx from 'clsx';
import { useState } from 'react';
import { CopyButton } from '#app/components/copy-button.tsx';
import { type JsonTokenKind, jsonTokens } from './json-tokens.ts';

const colours = {
  key: 'text-accent',
  string: 'text-ink',
  literal: 'text-warn',
  mark: 'text-ink-faint',
} as const satisfies Record<JsonTokenKind, string>;

/** JSON to read and to copy, with long lines wrapped or not. */
export function JsonView({ value, what }: { value: unknown; what: string }) {
  const [wraps, setWraps] = useState(true);
  const text = JSON.stringify(value, null, 2);
  return (
    <div>
      <div className="flex items-center justify-end gap-3 px-3 pt-2">
        <label className="flex h-6 items-center gap-1.5 text-xs text-ink-soft">
          <input
            type="checkbox"
            checked={wraps}
            onChange={(event) => setWraps(event.target.checked)}
            className="size-3.5 accent-accent"
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
        {jsonTokens(text).map(({ kind, text: part, at }) => (
          <span key={at} className={colours[kind]}>
            {part}
          </span>
        ))}
      </pre>
    </div>
  );
}
