import { connect } from 'node:http2';
import type { HttpAnswer } from '#server/providers/http-call.ts';
import type { AskedRequest } from '#server/providers/http-sender.ts';
import { ask, type Connection } from './request.ts';

/** Asks for a path; never rejects. */
export type Line = (path: string, asked: AskedRequest) => Promise<HttpAnswer>;

/**
 * One HTTP/2 connection that all requests share, opened for the first of them and anew after it was closed. Apple wants
 * it kept open, and closes it when it likes; idle, it keeps no process alive and is closed after `idleMs`.
 */
export function openLine(origin: string, idleMs = 10 * 60_000): Line {
  let current: Connection | null = null;
  const usable = () => current !== null && !current.session.closed && !current.session.destroyed;

  return async (path, asked) => {
    const wasOpen = usable();
    const connection = current !== null && wasOpen ? current : openConnection(origin, idleMs);
    current = connection;
    const answer = await ask(connection, path, asked);
    // The other side was going away and has not looked at it: that is no answer to what was asked.
    const isMissed = !answer.ok && !answer.sent && (wasOpen || Number.isFinite(connection.lastTaken()));
    if (!isMissed) return answer;
    if (current === connection || !usable()) current = openConnection(origin, idleMs);
    return ask(current, path, asked);
  };
}

function openConnection(origin: string, idleMs: number): Connection {
  const session = connect(origin);
  let lastTaken = Number.POSITIVE_INFINITY;
  let pending = 0;
  // Each request learns of it through its own stream.
  session.on('error', () => undefined);
  session.on('goaway', (_code, lastStreamId) => {
    lastTaken = Math.min(lastTaken, lastStreamId);
    session.close();
  });
  session.setTimeout(idleMs, () => session.close());
  return {
    session,
    lastTaken: () => lastTaken,
    begin() {
      pending += 1;
      session.ref();
    },
    end() {
      pending -= 1;
      if (pending === 0) session.unref();
    },
  };
}
