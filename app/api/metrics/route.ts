import { mayReadMetrics } from '#server/auth/metrics-access.ts';
import { deps } from '#server/deps.ts';

export const dynamic = 'force-dynamic';

/** Prometheus text format, version 0.0.4. Open in local mode; elsewhere it takes `EARSHOT_API_KEY` as bearer token. */
export async function GET(request: Request): Promise<Response> {
  const { env, metrics } = deps();
  if (!mayReadMetrics(env, request.headers.get('authorization'))) {
    return Response.json(
      {
        error: 'unauthorized',
        message: 'Send the header Authorization: Bearer and the value of EARSHOT_API_KEY.',
      },
      { status: 401 },
    );
  }
  return new Response(await metrics.registry.metrics(), {
    headers: { 'content-type': metrics.registry.contentType },
  });
}
