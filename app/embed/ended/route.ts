import { embedNotice } from '../notice.ts';

export const dynamic = 'force-dynamic';

/** For a frame whose session is over: signing in is for a window of its own, and the host can hand over once more. */
export function GET(request: Request): Promise<Response> {
  return embedNotice(request, 'ended', 401);
}
