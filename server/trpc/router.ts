import { analyticsRouter } from './routers/analytics.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { auditRouter } from './routers/audit.ts';
import { deadLettersRouter } from './routers/dead-letters.ts';
import { messagesRouter } from './routers/messages.ts';
import { notificationsRouter } from './routers/notifications.ts';
import { peopleRouter } from './routers/people.ts';
import { projectionsRouter } from './routers/projections.ts';
import { refusedWebhooksRouter } from './routers/refused-webhooks.ts';
import { suppressionsRouter } from './routers/suppressions.ts';
import { createCallerFactory, createRouter } from './trpc.ts';

export const appRouter = createRouter({
  analytics: analyticsRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  deadLetters: deadLettersRouter,
  messages: messagesRouter,
  notifications: notificationsRouter,
  people: peopleRouter,
  projections: projectionsRouter,
  refusedWebhooks: refusedWebhooksRouter,
  suppressions: suppressionsRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);
