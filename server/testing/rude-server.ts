import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RudeServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Every connection there was. */
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

/** A server on a port of its own that does one thing with every connection, whatever protocol it was meant for. */
export async function rudeServer(meet: (socket: Socket) => void): Promise<RudeServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    meet(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
