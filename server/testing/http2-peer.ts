import { once } from 'node:events';
import {
  constants,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import {
  type HttpPeer,
  type PeerBehaviour,
  type PeerResponse,
  reply,
  type SeenRequest,
} from './http-peer.ts';

export interface Http2Peer extends HttpPeer {
  /** The connections that are open, the newest last. */
  readonly sessions: readonly ServerHttp2Session[];
  /** How many there have ever been. */
  connections(): number;
}

/** The same as `httpPeer` over HTTP/2 in the clear, where the client knows beforehand what it will meet. */
export async function http2Peer(): Promise<Http2Peer> {
  const seen: SeenRequest[] = [];
  const sessions: ServerHttp2Session[] = [];
  let connections = 0;
  let behaviour: PeerBehaviour = { status: 500 };
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    seen.push(request);
    if (typeof behaviour === 'function') behaviour(request, responseOver(response));
    else reply(responseOver(response), behaviour);
  });
  server.on('session', (session) => {
    connections += 1;
    sessions.push(session.on('error', () => undefined));
    session.on('close', () => sessions.splice(sessions.indexOf(session), 1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    sessions,
    connections: () => connections,
    behave: (next) => {
      behaviour = next;
    },
    async close() {
      for (const session of [...sessions]) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: Http2ServerRequest): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method, url: path, headers } = incoming;
  return { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
}

/** What cuts an answer off here is a reset of its stream; the connection stays. */
function responseOver(response: Http2ServerResponse): PeerResponse {
  response.stream.on('error', () => undefined);
  const own: PeerResponse = {
    writeHead(status, headers) {
      response.writeHead(status, headers);
      return own;
    },
    write: (chunk, done) => response.write(chunk, 'utf8', done),
    end: (chunk = '') => response.end(chunk),
    destroy: () => response.stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  };
  return own;
}
