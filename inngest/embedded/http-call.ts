import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { AppCall } from './engine-context.ts';

/**
 * Sends requests over HTTP with connections kept open. Not `fetch`, because that gives up on a function
 * that runs longer than five minutes without a first byte, and a projection rebuild may.
 */
export function httpAppCall(): { call: AppCall; close: () => void } {
  const agent = new Agent({ keepAlive: true });
  const secureAgent = new SecureAgent({ keepAlive: true });
  const call: AppCall = (url, init) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const options = {
        method: init.method,
        headers: { ...init.headers, 'content-length': String(Buffer.byteLength(init.body)) },
        agent: secure ? secureAgent : agent,
        signal: init.signal,
      };
      const outgoing = (secure ? secureRequest : request)(url, options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => resolve(toResponse(incoming.statusCode ?? 0, incoming.headers, chunks)));
      });
      outgoing.on('error', reject);
      outgoing.end(init.body);
    });
  return {
    call,
    close: () => {
      agent.destroy();
      secureAgent.destroy();
    },
  };
}

function toResponse(
  status: number,
  headers: NodeJS.Dict<string | string[]>,
  chunks: readonly Buffer[],
): Response {
  const flat = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  );
  // A Response refuses a body for these; a broken app might still send one.
  const empty = status === 204 || status === 205 || status === 304;
  const safeStatus = status >= 200 && status <= 599 ? status : 599;
  return new Response(empty ? null : Buffer.concat(chunks), { status: safeStatus, headers: flat });
}
