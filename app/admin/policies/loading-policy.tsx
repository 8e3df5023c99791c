import type { ReactNode } from 'react';
import { Card } from '#app/components/card.tsx';
import { Skeleton } from '#app/components/skeleton.tsx';
import { PolicyLayout } from './policy-layout.tsx';

/** Stands in for a policy that is being read. */
export function LoadingPolicy({ header }: { header: ReactNode }) {
  return (
    <PolicyLayout
      header={header}
      main={
        <div aria-busy="true" className="grid gap-4">
          <p role="status" className="sr-only">
            Loading the policy
          </p>
          {['a', 'b', 'c'].map((key) => (
            <div key={key} className="grid gap-2">
              <Skeleton className="h-3.5 w-28" />
              <Skeleton className="h-9 w-full max-w-md" />
            </div>
          ))}
        </div>
      }
      aside={
        <Card className="grid gap-3 p-4">
          <Skeleton className="h-4 w-28" />
          <Skeleton className="h-3 w-full" />
          <Skeleton className="h-3 w-2/3" />
        </Card>
      }
    />
  );
}
