import { currentViewer } from '#server/auth/current-viewer.ts';
import { embedNotice } from '../notice.ts';

export const dynamic = 'force-dynamic';

/** Goes on to the center where the browser kept the cookie, and says so where it did not. */
export async function GET(request: Request): Promise<Response> {
  if ((await currentViewer()) === null) return await embedNotice(request, 'cookies', 401);
  return new Response(null, { status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
}
