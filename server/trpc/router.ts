import { analyticsRouter } from './routers/analytics.ts';
import { auditRouter } from './routers/audit.ts';
import { messagesRouter } from './routers/messages.ts';
import { peopleRouter } from './routers/people.ts';
import { suppressionsRouter } from './routers/suppressions.ts';
import { createCallerFactory, createRouter } from './trpc.ts';

export const appRouter = createRouter({
  analytics: analyticsRouter,
  audit: auditRouter,
  messages: messagesRouter,
  people: peopleRouter,
  suppressions: suppressionsRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);
