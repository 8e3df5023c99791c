import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { AdminShell } from '#app/components/admin-shell.tsx';
import { ApiProvider } from '#app/components/api-provider.tsx';
import { Clock } from '#app/components/clock.tsx';
import { LiveProvider } from '#app/components/live.tsx';
import { currentViewer } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const viewer = await currentViewer();
  // Each page turns away who may not see it, knowing its own address to come back to.
  if (viewer === null || viewer.email === null) return children;
  return (
    <NuqsAdapter>
      <ApiProvider>
        <Clock startMs={Date.parse(deps().now())}>
          <LiveProvider>
            <AdminShell viewer={viewer}>{children}</AdminShell>
          </LiveProvider>
        </Clock>
      </ApiProvider>
    </NuqsAdapter>
  );
}
