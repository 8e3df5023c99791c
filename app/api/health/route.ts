import { deps } from '#server/deps.ts';
import { readHealth } from '#server/health.ts';

export const dynamic = 'force-dynamic';

/** 200 while webhooks can be stored, 503 when they cannot. */
export async function GET(): Promise<Response> {
  const { sql, eventStore, env } = deps();
  const engineUrl = env.INNGEST_DEV?.startsWith('http') ? new URL('/health', env.INNGEST_DEV).href : null;
  const health = await readHealth({ sql, eventStore, engineUrl });
  return Response.json(health, { status: health.status === 'down' ? 503 : 200 });
}
