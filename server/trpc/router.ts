import { messagesRouter } from './routers/messages.ts';
import { createCallerFactory, createRouter } from './trpc.ts';

export const appRouter = createRouter({ messages: messagesRouter });

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP. */
export const createCaller = createCallerFactory(appRouter);
