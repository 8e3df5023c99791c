import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface PeerReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but text goes as JSON. */
  readonly body?: unknown;
}

/** The answer of a request, over whichever version of HTTP. */
export interface PeerResponse {
  writeHead(status: number, headers?: Readonly<Record<string, string>>): PeerResponse;
  write(chunk: string, done?: () => void): boolean;
  end(chunk?: string): unknown;
  destroy(): unknown;
}

/** What the peer does with a request: answers it, or has its way with the connection. */
export type PeerBehaviour = PeerReply | ((request: SeenRequest, response: PeerResponse) => void);

export interface HttpPeer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** All that was asked, in order. */
  readonly seen: readonly SeenRequest[];
  /** From the next request on. */
  behave(behaviour: PeerBehaviour): void;
  close(): Promise<void>;
}

/** The other side of an HTTP API, on a port of its own: real sockets, and what a test wants to come back. */
export async function httpPeer(): Promise<HttpPeer> {
  const seen: SeenRequest[] = [];
  let behaviour: PeerBehaviour = { status: 500 };
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
    seen.push(request);
    if (typeof behaviour === 'function') behaviour(request, response);
    else reply(response, behaviour);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behave: (next) => {
      behaviour = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Gives an answer as it stands. */
export function reply(response: PeerResponse, { status, headers = {}, body = '' }: PeerReply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
