import { once } from 'node:events';
import { createServer } from 'node:net';
import { codeOf } from './problem.ts';

/** A TCP port on 127.0.0.1 that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/** Whether a server could listen on this port, on loopback and on every address, right now. */
export async function portState(port: number): Promise<'free' | 'taken' | 'forbidden'> {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const state = await tryPort(port, host);
    if (state !== 'free') return state;
  }
  return 'free';
}

async function tryPort(port: number, host: string): Promise<'free' | 'taken' | 'forbidden'> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return 'taken';
    if (codeOf(error) === 'EACCES') return 'forbidden';
    throw error;
  }
  server.close();
  await once(server, 'close');
  return 'free';
}
