'use client';

import { EyeOff, UserX } from 'lucide-react';
import { CodeView } from '#app/components/code-view.tsx';
import { JsonView } from '#app/components/json-view.tsx';
import { Remark } from '#app/components/remark.tsx';
import type { LetterDetail } from '../group.ts';

/** What was received, as it came. */
export function Payload({ detail: { letter, payload, isAdmin } }: { detail: LetterDetail }) {
  return (
    <section aria-labelledby="payload" className="border-t border-line">
      <h3 id="payload" className="px-4 pt-3 text-sm font-semibold">
        What was received
      </h3>
      {payload !== null ? (
        <Received payload={payload} />
      ) : (
        <div className="p-4 pt-2">
          {letter.erased || isAdmin ? (
            <Remark icon={UserX}>
              This letter was erased. That it came, and when, stays; what it said can no longer be read by
              anybody.
            </Remark>
          ) : (
            <Remark icon={EyeOff}>
              A letter nobody could read may name people, so the support role does not see it. Ask an
              administrator.
            </Remark>
          )}
        </div>
      )}
    </section>
  );
}

function Received({ payload: { raw, encoding } }: { payload: NonNullable<LetterDetail['payload']> }) {
  if (encoding === 'base64') {
    return (
      <>
        <p className="px-4 pt-1 text-xs text-ink-soft">These bytes are no text. Here they stand in base64.</p>
        <CodeView text={raw} what="payload in base64" />
      </>
    );
  }
  const value = encoding === 'json' ? parse(raw) : undefined;
  return value === undefined ? (
    <CodeView text={raw} what="payload" />
  ) : (
    <JsonView value={value} what="payload" />
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
