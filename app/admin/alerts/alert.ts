import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['alerts'];
export type Alert = Outputs['list']['alerts'][number];
export type Watching = Outputs['watching'];
export type Marketing = Outputs['marketing'];
