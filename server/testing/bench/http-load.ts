import { Agent, request } from 'node:http';
import type { SignedRequest } from '#server/providers/provider.ts';
import { closedLoop } from './closed-loop.ts';

export interface Load {
  readonly url: string;
  readonly requests: readonly SignedRequest[];
  /** Kept alive; each has one request under way at a time. */
  readonly connections: number;
  /** No request is begun after this time; those under way are waited for. */
  readonly forMs: number;
}

export interface Fired {
  /** Requests. */
  readonly perSecond: number;
  /** Indexes of the requests that were answered with 200. */
  readonly acknowledged: readonly number[];
  readonly latenciesMs: readonly number[];
  /** The first answers that were not 200, as `status body`. */
  readonly refusals: readonly string[];
}

const requestTimeoutMs = 30_000;

/** Sends each request once, in order, over a fixed number of connections, each as fast as it is answered. */
export async function fire(load: Load): Promise<Fired> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const acknowledged: number[] = [];
  const latenciesMs: number[] = [];
  const refusals: string[] = [];
  let next = 0;
  const { perSecond } = await closedLoop(load.connections, load.forMs, async () => {
    const index = next;
    next += 1;
    const signed = load.requests[index];
    if (!signed) return null;
    const sentAt = performance.now();
    const answer = await post(agent, load.url, signed);
    latenciesMs.push(performance.now() - sentAt);
    if (answer.status === 200) acknowledged.push(index);
    else if (refusals.length < 5) refusals.push(`${answer.status} ${answer.text.slice(0, 200)}`);
    return 1;
  });
  agent.destroy();
  return { perSecond, acknowledged, latenciesMs, refusals };
}

/** Posts one signed request; rejects when nobody answers in time. */
export function post(
  agent: Agent,
  url: string,
  signed: SignedRequest,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...signed.headers, 'content-length': signed.body.length };
    const outgoing = request(
      url,
      { method: 'POST', agent, headers, timeout: requestTimeoutMs },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('timeout', () =>
      outgoing.destroy(new Error(`${url} did not answer in ${requestTimeoutMs} ms`)),
    );
    outgoing.on('error', reject);
    outgoing.end(signed.body);
  });
}
