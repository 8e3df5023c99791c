import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { requestContext } from '#server/trpc/context.ts';
import { appRouter } from '#server/trpc/router.ts';

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: requestContext,
    // Queries travel as POST, so that what people search for stays out of access logs.
    allowMethodOverride: true,
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
  });
}

export { handle as GET, handle as POST };
