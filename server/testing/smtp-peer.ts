import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/**
 * What the peer says to a line of the client, such as `550 5.1.1 no such user`; `greeting` and `mail` stand for the
 * connection itself and for the mail's last dot. Null leaves it to the peer; `cut` breaks the connection instead.
 */
export type Script = (line: 'greeting' | 'mail' | (string & {})) => string | 'cut' | null;

export interface SmtpPeer {
  readonly port: number;
  /** Every line that clients sent, mails included. */
  readonly lines: readonly string[];
  /** The mails, with what stands between DATA and the dot. */
  readonly mails: readonly string[];
  connections(): number;
  behave(script: Script): void;
  /** Resolves when no client is connected. */
  deserted(): Promise<void>;
  close(): Promise<void>;
}

/** A mail server that speaks RFC 5321 as far as a client needs it, and says what a test wants it to. */
export async function smtpPeer(tls?: TlsOptions): Promise<SmtpPeer> {
  const state: State = { lines: [], mails: [], script: () => null };
  const sockets = new Set<Socket>();
  const changes = new EventEmitter();
  let connections = 0;
  const meet = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket
      .on('error', () => undefined)
      .once('close', () => {
        sockets.delete(socket);
        changes.emit('left');
      });
    converse(socket, state);
  };
  const server: Server = tls === undefined ? createServer(meet) : createTlsServer(tls, meet);
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lines: state.lines,
    mails: state.mails,
    connections: () => connections,
    behave: (script) => {
      state.script = script;
    },
    async deserted() {
      while (sockets.size > 0) await once(changes, 'left');
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface State {
  readonly lines: string[];
  readonly mails: string[];
  script: Script;
}

function converse(socket: Socket, state: State): void {
  let mail: string[] | null = null;
  const say = (line: string, usual: string): string => {
    const reply = state.script(line) ?? usual;
    if (reply === 'cut') socket.destroy();
    else socket.write(`${reply}\r\n`);
    return reply;
  };
  const hearCommand = (line: string) => {
    const reply = say(line, usualReply(line));
    if (line === 'DATA' && reply.startsWith('354')) mail = [];
    if (line === 'QUIT') socket.end();
  };
  const hearMail = (line: string, heard: string[]) => {
    if (line !== '.') return heard.push(line);
    state.mails.push(heard.join('\r\n'));
    mail = null;
    return say('mail', '250 2.0.0 queued');
  };
  let rest = '';
  say('greeting', '220 mail.example.com');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      state.lines.push(line);
      if (mail === null) hearCommand(line);
      else hearMail(line, mail);
    }
  });
}

function usualReply(line: string): string {
  if (line.startsWith('EHLO')) return '250-mail.example.com\r\n250-AUTH PLAIN\r\n250 SIZE 1000000';
  if (line.startsWith('AUTH')) return '235 2.7.0 welcome';
  if (line === 'DATA') return '354 go on';
  return line === 'QUIT' ? '221 bye' : '250 2.1.0 ok';
}
