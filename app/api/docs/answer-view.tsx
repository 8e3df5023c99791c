'use client';

import { CodeView } from '#app/components/code-view.tsx';
import { JsonView } from '#app/components/json-view.tsx';
import type { Trial } from './use-try.ts';

/** What came back. */
export function AnswerView({ trial }: { trial: Trial }) {
  if (trial.state === 'failed') {
    return (
      <p role="alert" className="text-sm text-bad">
        The server could not be reached. Check that it is running, and send it again.
      </p>
    );
  }
  if (trial.state !== 'answered') return null;
  const { status, statusText, tookMs, text, isCut } = trial.answer;
  const value = isCut ? undefined : jsonOf(text);
  return (
    <section aria-label="Answer" className="grid gap-1.5">
      <h4 className="text-sm font-medium">
        <span className={status < 400 ? 'text-good' : 'text-bad'}>
          {status} {statusText}
        </span>{' '}
        <span className="font-normal text-ink-soft numeric">in {tookMs} ms</span>
      </h4>
      {text === '' ? (
        <p className="text-sm text-ink-soft">It has no content.</p>
      ) : (
        <div className="overflow-hidden rounded-md border border-line bg-sunken">
          {value === undefined ? (
            <CodeView text={text} what="answer" />
          ) : (
            <JsonView value={value} what="answer" />
          )}
        </div>
      )}
      {isCut && <p className="text-sm text-ink-soft">There is more. It was cut here, and not read.</p>}
    </section>
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
