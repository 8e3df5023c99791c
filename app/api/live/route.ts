import { currentViewer } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { hintsOf } from '#server/projections/hints.ts';
import { hintStream } from './hint-stream.ts';
import { hintsOfPeople } from './hints-of-people.ts';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';
/** Seconds; the stream ends itself a little earlier. */
export const maxDuration = 300;

/** Tells a browser when to look again. A hint carries no data; who may see what is decided when it looks. */
export async function GET(request: Request): Promise<Response> {
  const viewer = await currentViewer();
  if (viewer === null) return new Response('Sign in to see this.', { status: 401 });
  const isPerson = viewer.role === 'user';
  const hints = hintsOf(deps().sql);
  const stream = hintStream(isPerson ? hintsOfPeople(hints) : hints, {
    signal: request.signal,
    everyMs: isPerson ? 1_000 : 250,
    heartbeatMs: 20_000,
    lifetimeMs: 280_000,
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // Asks nginx not to gather the stream into blocks.
      'x-accel-buffering': 'no',
    },
  });
}
