import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['deadLetters'];

/** Letters that failed alike. */
export type Group = Outputs['groups']['groups'][number];

/** One of them, as lists show it. */
export type Letter = Outputs['letters']['letters'][number];

/** One of them with what was received and what it became, as far as the viewer may see it. */
export type LetterDetail = Outputs['byId'];
