'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import { trpc } from './trpc.ts';

/** Gives the pages beneath it the typed hooks and their cache. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, gcTime: 600_000, retry: 1 } } }),
  );
  const [client] = useState(() =>
    // POST keeps what people search for out of access logs.
    trpc.createClient({ links: [httpBatchLink({ url: '/api/trpc', methodOverride: 'POST' })] }),
  );
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
