import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

export type ReadModelList = inferRouterOutputs<AppRouter>['projections']['list'];
export type ReadModel = ReadModelList['readModels'][number];
export type Rebuild = NonNullable<ReadModel['rebuild']>;
