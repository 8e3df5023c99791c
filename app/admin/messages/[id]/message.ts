import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/trpc/router.ts';

type Outputs = inferRouterOutputs<AppRouter>['messages'];

/** One message, as far as the viewer may see it. */
export type Message = Outputs['byId'];

/** One event of its timeline. */
export type TimelineEntry = Outputs['timeline']['events'][number];

/** What was done on the way so that its notification is seen. */
export type StoryEntry = Outputs['timeline']['escalation'][number];
