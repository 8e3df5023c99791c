import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type EngineContext, nowDate } from './engine-context.ts';
import { InvalidEventError, insertEvents, readEvents } from './events.ts';
import { type AppState, SyncError } from './sync.ts';
import { parseUlidSeed } from './ulid.ts';
import { queueDepth } from './work-due.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface FrontOptions {
  readonly context: EngineContext;
  /** Takes over the functions an app announces by itself. */
  readonly register: (appUrl: string, appId: string, functions: readonly unknown[]) => Promise<void>;
  readonly apps: () => readonly AppState[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request that is refused; the message is for whoever sent it. */
class RefusedError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const registerSchema = z.object({
  url: z.url(),
  appName: z.string(),
  functions: z.array(z.unknown()),
});

/** Opens the engine's HTTP side. Rejects with the listen error, for example when the port is taken. */
export async function openFront(options: FrontOptions, host: string, port: number): Promise<Front> {
  const server = createServer((request, response) => void handle(options, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return { url: `http://${host}:${address.port}`, close: () => closeServer(server) };
}

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

async function handle(
  options: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await route(options, request).catch((error: unknown) => failure(options, error));
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function route(options: FrontOptions, request: IncomingMessage): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://engine').pathname;
  // The engine has no password. A web page must not reach it through a browser that runs beside it.
  if (request.headers.origin !== undefined)
    throw new RefusedError(403, 'The engine does not talk to browsers.');
  if (request.method === 'GET' && path === '/health') return health(options);
  if (request.method === 'POST' && path.startsWith('/e/')) return acceptEvents(options, request);
  if (request.method === 'POST' && path === '/fn/register') return acceptFunctions(options, request);
  throw new RefusedError(404, `There is no ${request.method} ${path} here.`);
}

async function acceptEvents({ context }: FrontOptions, request: IncomingMessage): Promise<Answer> {
  const header = request.headers['x-inngest-event-id-seed'];
  const seed = parseUlidSeed(typeof header === 'string' ? header : undefined);
  const events = readEvents(await readJson(request), seed, context.clock);
  await insertEvents(context.sql, events);
  context.wake();
  return { status: 200, body: { ids: events.map((event) => event.internalId), status: 200 } };
}

// The SDK reads the outcome from the JSON body, so the HTTP status alone would not tell it of an error.
async function acceptFunctions(options: FrontOptions, request: IncomingMessage): Promise<Answer> {
  const kind = request.headers['x-inngest-expected-server-kind'];
  if (kind !== undefined && kind !== 'dev')
    throw new RefusedError(400, 'This engine is not the server you expect.');
  const parsed = registerSchema.safeParse(await readJson(request));
  if (!parsed.success) throw new RefusedError(400, 'The registration cannot be read.');
  const url = new URL(parsed.data.url);
  url.search = '';
  await options.register(url.href, parsed.data.appName, parsed.data.functions);
  return { status: 200, body: { ok: true, modified: true } };
}

async function health({ context, apps }: FrontOptions): Promise<Answer> {
  const queue = await queueDepth(context);
  const states = apps();
  const status = states.some((app) => app.error !== undefined) ? 'degraded' : 'ok';
  const functions = context.registry.all().map((fn) => fn.id);
  return {
    status: 200,
    body: { status, time: nowDate(context).toISOString(), apps: states, functions, queue },
  };
}

function failure({ context }: FrontOptions, error: unknown): Answer {
  const known =
    error instanceof InvalidEventError || error instanceof SyncError || error instanceof RefusedError;
  const status = error instanceof RefusedError ? error.status : known ? 400 : 503;
  if (!known) context.logger.error({ err: error }, 'A request could not be served.');
  const message = known ? error.message : 'The engine cannot reach its database. Try again.';
  return { status, body: { ids: [''], status, error: message } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RefusedError(413, 'The request is larger than 16 MiB.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new RefusedError(400, 'The request body is not JSON.');
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
