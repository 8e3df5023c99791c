'use client';

import { useEffect, useRef } from 'react';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { CopyButton } from '#app/components/copy-button.tsx';

/** Shows a key the one time that it can be shown. */
export function NewKey({ token, onDone }: { token: string; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Card className="grid gap-3 border-accent-line p-4 sm:p-5">
      <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold tracking-tight outline-none">
        Copy the key now
      </h2>
      <p className="max-w-prose text-sm text-ink-soft text-pretty">
        It is shown this once. Only a hash of it is kept, so nobody can look it up again; a lost key is
        revoked and replaced.
      </p>
      <div className="flex min-w-0 items-center justify-between gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 font-mono text-sm break-all">{token}</code>
        <CopyButton text={token} what="key" />
      </div>
      <div>
        <Button onClick={onDone}>I have copied it</Button>
      </div>
    </Card>
  );
}
