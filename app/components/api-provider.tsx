'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { httpBatchLink, httpLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import { trpc } from './trpc.ts';

/** Gives the pages beneath it the typed hooks and their cache. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, gcTime: 600_000, retry: 1 } } }),
  );
  const [client] = useState(() => trpc.createClient({ links: [link()] }));
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}

/** Browsers let 64 KiB in all be sent for pages that were left, and refuse what is longer. */
const longestSent = 8_000;

function link() {
  // POST keeps what people search for out of access logs.
  const target = { url: '/api/trpc', methodOverride: 'POST' } as const;
  return splitLink({
    condition: ({ type }) => type === 'mutation',
    // Not gathered for a moment as questions are, since the page may be over by then.
    true: httpLink({
      ...target,
      // What a person did is sent to its end, even if they leave or reload the page at once.
      // Safe: the client gives what `fetch` takes, in types of its own.
      fetch: (url, options) =>
        fetch(url, { ...options, keepalive: String(options?.body).length <= longestSent } as RequestInit),
    }),
    false: httpBatchLink(target),
  });
}
