import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['policies'];

export type PolicyList = Outputs['list'];
export type ListedPolicy = PolicyList['policies'][number];
export type PolicyDetail = Outputs['byId'];
export type Policy = PolicyDetail['policy'];
export type Step = Policy['steps'][number];
export type PolicyVersion = PolicyDetail['versions'][number];
export type Choices = PolicyDetail['choices'];
export type Finding = Outputs['lint']['findings'][number];
export type Prices = Outputs['prices']['prices'];
export type Simulation = Outputs['simulate'];
export type SimulatedExample = Simulation['examples'][number];
/** A policy that is still being typed. */
export type Draft = inferRouterInputs<AppRouter>['policies']['lint']['draft'];
