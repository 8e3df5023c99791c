import { ArrowUp } from 'lucide-react';
import { Badge } from '#app/components/badge.tsx';

interface AdapterProps {
  group: { readonly adapterVersion: number; readonly currentAdapterVersion: number | null };
}

/** Which build of the adapter could not read it, and whether there is a newer one to try. */
export function Adapter({ group: { adapterVersion, currentAdapterVersion } }: AdapterProps) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="numeric">adapter v{adapterVersion}</span>
      {currentAdapterVersion === null ? (
        <Badge tone="calm">not in this build</Badge>
      ) : (
        currentAdapterVersion > adapterVersion && (
          <Badge tone="accent" icon={ArrowUp}>
            now v{currentAdapterVersion}: try again
          </Badge>
        )
      )}
    </span>
  );
}
