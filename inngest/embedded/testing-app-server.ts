import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApp } from './testing.ts';

/** An app that an engine elsewhere can call. */
export interface ServedApp {
  close(): Promise<void>;
}

/**
 * Serves an app over HTTP and announces it to the engine at `engineUrl`, as a deployed app does. Throws where the engine
 * does not take it. Port 0 picks any free one.
 */
export async function serveTestApp(app: TestApp, engineUrl: string, port: number): Promise<ServedApp> {
  app.connect(engineUrl);
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await app.handler(await asRequest(request));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const { port: taken } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${taken}/api/inngest`, { method: 'PUT' });
  if (!answer.ok) {
    await close();
    throw new Error(`The engine at ${engineUrl} did not take the app: ${await answer.text()}`);
  }
  return { close };
}

async function asRequest(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = 'GET', headers, url = '/' } = request;
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: pairs,
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
}
