import { alertsRouter } from './routers/alerts.ts';
import { analyticsRouter } from './routers/analytics.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { auditRouter } from './routers/audit.ts';
import { contactsRouter } from './routers/contacts.ts';
import { deadLettersRouter } from './routers/dead-letters.ts';
import { erasureRouter } from './routers/erasure.ts';
import { escalationsRouter } from './routers/escalations.ts';
import { inboxRouter } from './routers/inbox.ts';
import { linksRouter } from './routers/links.ts';
import { messagesRouter } from './routers/messages.ts';
import { notificationsRouter } from './routers/notifications.ts';
import { peopleRouter } from './routers/people.ts';
import { policiesRouter } from './routers/policies.ts';
import { preferencesRouter } from './routers/preferences.ts';
import { projectionsRouter } from './routers/projections.ts';
import { refusedWebhooksRouter } from './routers/refused-webhooks.ts';
import { sunsetRouter } from './routers/sunset.ts';
import { suppressionsRouter } from './routers/suppressions.ts';
import { createCallerFactory, createRouter } from './trpc.ts';

export const appRouter = createRouter({
  alerts: alertsRouter,
  analytics: analyticsRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  contacts: contactsRouter,
  deadLetters: deadLettersRouter,
  escalations: escalationsRouter,
  erasure: erasureRouter,
  links: linksRouter,
  inbox: inboxRouter,
  messages: messagesRouter,
  notifications: notificationsRouter,
  people: peopleRouter,
  policies: policiesRouter,
  preferences: preferencesRouter,
  projections: projectionsRouter,
  refusedWebhooks: refusedWebhooksRouter,
  sunset: sunsetRouter,
  suppressions: suppressionsRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);
