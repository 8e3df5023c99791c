import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { HttpAnswer } from '#server/providers/http-call.ts';
import type { AskedRequest } from '#server/providers/http-sender.ts';

export interface Connection {
  readonly session: ClientHttp2Session;
  /** The last of our streams that the other side will look at, once it has said that it is going away. */
  lastTaken(): number;
  /** Told of each request, so that the connection keeps the process alive while there is one. */
  begin(): void;
  end(): void;
}

const timeoutMs = 20_000;
const maxAnswerBytes = 64 * 1024;

/**
 * One request over an HTTP/2 connection, waited for 20 seconds, its answer read up to 64 KB. Never rejects. What the
 * other side says it did not look at (RFC 9113, 6.8 and 8.7), and what never left, was not sent.
 */
export function ask(connection: Connection, path: string, asked: AskedRequest): Promise<HttpAnswer> {
  const { session } = connection;
  const { method, headers, body } = asked;
  let stream: ClientHttp2Stream;
  try {
    stream = session.request({ ':method': method, ':path': path, ...headers });
  } catch (error) {
    // The connection was closed between being looked at and being used.
    return Promise.resolve({ ok: false, sent: false, reason: codeOf(error) });
  }
  connection.begin();
  return answerOn(stream, body, connection).finally(() => connection.end());
}

function answerOn(stream: ClientHttp2Stream, body: string, connection: Connection): Promise<HttpAnswer> {
  // At once over a connection that is open; otherwise once it is.
  let id = stream.id;
  let head: (IncomingHttpHeaders & IncomingHttpStatusHeader) | undefined;
  let reason: string | undefined;
  let bytes = 0;
  const chunks: Buffer[] = [];
  const patience = AbortSignal.timeout(timeoutMs);

  const giveUp = (why: string) => {
    reason ??= why;
    stream.close(constants.NGHTTP2_CANCEL);
  };
  const isSent = () =>
    id !== undefined && id <= connection.lastTaken() && stream.rstCode !== constants.NGHTTP2_REFUSED_STREAM;

  return new Promise((resolve) => {
    const onTimeout = () => {
      giveUp('timeout');
      // Whoever is silent that long may be gone without a word.
      connection.session.close();
    };
    patience.addEventListener('abort', onTimeout);
    stream.once('ready', () => {
      id = stream.id;
    });
    stream.once('response', (received) => {
      head = received;
    });
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes > maxAnswerBytes) giveUp('answer_too_long');
    });
    stream.once('error', (error) => {
      reason ??= codeOf(error);
    });
    stream.once('close', () => {
      patience.removeEventListener('abort', onTimeout);
      const status = head?.[':status'];
      const isWhole = reason === undefined && stream.readableEnded && stream.rstCode === 0;
      if (status === undefined || !isWhole || head === undefined) {
        resolve({ ok: false, sent: isSent(), reason: reason ?? 'closed' });
      } else {
        resolve({ ok: true, status, headers: headersOf(head), body: Buffer.concat(chunks).toString('utf8') });
      }
    });
    stream.end(body);
  });
}

/** A stream that ends with its connection names what ended that as the cause. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return codeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function headersOf(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(':') && value !== undefined) headers.set(name, String(value));
  }
  return headers;
}
