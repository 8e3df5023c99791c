'use client';

import { CodeView } from './code-view.tsx';
import { type JsonTokenKind, jsonTokens } from './json-tokens.ts';

const colours = {
  key: 'text-accent',
  string: 'text-ink',
  literal: 'text-warn',
  mark: 'text-ink-faint',
} as const satisfies Record<JsonTokenKind, string>;

/** JSON to read and to copy. */
export function JsonView({ value, what }: { value: unknown; what: string }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <CodeView text={text} what={what}>
      {jsonTokens(text).map(({ kind, text: part, at }) => (
        <span key={at} className={colours[kind]}>
          {part}
        </span>
      ))}
    </CodeView>
  );
}
