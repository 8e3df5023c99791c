import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['inbox'];

/** One line of the inbox. */
export type EntryRow = Outputs['list']['rows'][number];
/** One entry, whole. */
export type Entry = Outputs['byId'];
export type RailStep = Entry['rail'][number];
export type Block = NonNullable<Entry['content']>[number];
