import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

type Output = inferRouterOutputs<AppRouter>;

/** What the page shows, as the server answers it. */
export type Grid = Output['preferences']['mine'];
export type HistoryPage = Output['preferences']['history'];
export type Contacts = Output['contacts']['mine'];
