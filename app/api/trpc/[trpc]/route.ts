import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { isSameOrigin } from '#server/auth/same-origin.ts';
import { requestContext } from '#server/trpc/context.ts';
import { appRouter } from '#server/trpc/router.ts';

/**
 * The session of a framed page travels with requests from anywhere, so only those of our own pages may change anything. Queries
 * come as POST too; what comes as GET changes nothing and is read by nobody else.
 */
async function handle(request: Request): Promise<Response> {
  if (request.method !== 'GET' && !isSameOrigin(request.headers)) {
    return new Response('Ask from our own pages.', { status: 403 });
  }
  return await fetchRequestHandler({
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
