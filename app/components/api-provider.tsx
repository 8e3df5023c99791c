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
  const deed = { ...target, fetch: fetchToItsEnd } as const;
  return splitLink({
    condition: ({ type }) => type === 'mutation',
    true: splitLink({
      // What is gathered waits for a moment, and the page may be over by then. The server refuses an empty body, though.
      condition: ({ input }) => input === undefined,
      true: httpBatchLink(deed),
      false: httpLink(deed),
    }),
    false: httpBatchLink(target),
  });
}

/** What a person did is sent even if they leave or reload the page at once. */
function fetchToItsEnd(asked: RequestInfo | URL, how?: object): Promise<Response> {
  // Safe: the client gives what `fetch` takes, in types of its own.
  const options = how as RequestInit | undefined;
  return fetch(asked, { ...options, keepalive: String(options?.body).length <= longestSent });
}
