'use client';

import { useState } from 'react';
import { useAnnounce } from '#app/components/announcer.tsx';
import { Badge } from '#app/components/badge.tsx';
import { Button } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { ConfirmDialog } from '#app/components/confirm-dialog.tsx';
import { RelativeTime } from '#app/components/moment.tsx';
import { trpc } from '#app/components/trpc.ts';

interface Key {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** Every key, with what it may do and the way to end it. */
export function KeyList({ keys }: { keys: readonly Key[] }) {
  const [asked, setAsked] = useState<Key | null>(null);
  return (
    <>
      <Card className="overflow-hidden">
        <ul aria-label="Keys">
          {keys.map((key) => (
            <li key={key.keyId} className="border-t border-line px-4 py-3 first:border-t-0">
              <KeyRow apiKey={key} onRevoke={() => setAsked(key)} />
            </li>
          ))}
        </ul>
      </Card>
      {asked !== null && <RevokeDialog apiKey={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: Key; onRevoke: () => void }) {
  const { keyId, name, scopes, createdAt, revokedAt } = apiKey;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
      <div className="grid min-w-0 flex-1 basis-60 gap-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h2 className="text-base font-medium">{name}</h2>
          {revokedAt !== null && (
            <Badge>
              Revoked <RelativeTime at={revokedAt} />
            </Badge>
          )}
        </div>
        <p className="text-xs text-ink-soft">
          <code className="font-mono">ek_{keyId}_…</code> · made <RelativeTime at={createdAt} />
        </p>
        <ul aria-label={`Scopes of ${name}`} className="flex flex-wrap gap-x-2.5 gap-y-0.5 pt-0.5">
          {scopes.map((scope) => (
            <li key={scope} className="font-mono text-xs text-ink-soft">
              {scope}
            </li>
          ))}
        </ul>
      </div>
      {revokedAt === null && (
        <Button variant="danger" size="sm" onClick={onRevoke}>
          Revoke<span className="sr-only"> {name}</span>
        </Button>
      )}
    </div>
  );
}

function RevokeDialog({ apiKey: { keyId, name }, onClose }: { apiKey: Key; onClose: () => void }) {
  const announce = useAnnounce();
  const utils = trpc.useUtils();
  const revoke = trpc.apiKeys.revoke.useMutation({
    onSuccess: async () => {
      announce(`Revoked ${name}.`);
      await utils.apiKeys.list.invalidate();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke ${name}?`}
      confirm={revoke.isPending ? 'Revoking…' : 'Revoke'}
      isDangerous
      isPending={revoke.isPending}
      error={revoke.error?.message}
      onSubmit={(event) => {
        event.preventDefault();
        if (!revoke.isPending) revoke.mutate({ keyId });
      }}
      onCancel={onClose}
    >
      <p>
        Whatever calls with it is refused within five seconds, for good: a revoked key cannot be brought back.
      </p>
    </ConfirmDialog>
  );
}
