import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import type { ServerSettings } from './settings.ts';

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/** How far a conversation had come when it ended. From `message` on the server had begun to be given the mail. */
export type Stage = 'connection' | 'login' | 'sender' | 'recipient' | 'message';

/** `reply` is what the server said to it; null where it said nothing, and then `code` is all that is known. */
export interface Failure {
  readonly ok: false;
  readonly stage: Stage;
  readonly reply: string | null;
  readonly code: string;
}

export type Ending = { readonly ok: true } | Failure;

/** A server that has let us in. */
export interface Line {
  /** Gives it one mail. After any other end than `ok` the line is closed. */
  deliver(envelope: Envelope, mail: Buffer): Promise<Ending>;
  isOpen(): boolean;
  /** Takes leave. */
  close(): void;
}

/** A server may think about a mail it was given for minutes; whoever waits for longer blocks others. */
const timeouts = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
};

/** Connects, secures the connection and logs in. Never rejects. */
export async function openLine(settings: ServerSettings): Promise<Line | Failure> {
  const { host, port, secure, requireTLS, login } = settings;
  // Certificates are verified: nothing in our settings can turn that off.
  const connection = new SMTPConnection({ host, port, secure, requireTLS, logger: false, ...timeouts });
  // An error while nobody waits for anything must not end the process.
  connection.on('error', () => undefined);
  const connecting = await step(connection, 'connection', (done) => connection.connect(done));
  if (!connecting.ok || login === undefined) return connecting.ok ? lineOf(connection) : connecting;
  const loggingIn = await step(connection, 'login', (done) => connection.login({ credentials: login }, done));
  return loggingIn.ok ? lineOf(connection) : loggingIn;
}

function lineOf(connection: SMTPConnection): Line {
  let isOpen = true;
  connection.once('end', () => {
    isOpen = false;
  });
  return {
    deliver: (envelope, mail) => deliver(connection, envelope, mail),
    isOpen: () => isOpen,
    close: () => connection.quit(),
  };
}

function deliver(connection: SMTPConnection, envelope: Envelope, mail: Buffer): Promise<Ending> {
  let isGiven = false;
  // Read once the server has said that it may be given the mail; until then it cannot have taken any of it.
  const source = Readable.from(
    (function* () {
      isGiven = true;
      yield mail;
    })(),
  );
  const stage = () => (isGiven ? 'message' : 'sender');
  const sized = { ...envelope, size: mail.byteLength };
  return step(connection, stage, (done) => connection.send(sized, source, done));
}

type Done = (error?: SMTPConnection.SMTPError | null) => void;

/** One step of a conversation: it ends by its own callback, or because the connection does. */
function step(connection: SMTPConnection, stage: Stage | (() => Stage), run: (done: Done) => void) {
  return new Promise<Ending>((resolve) => {
    const settle: Done = (error) => {
      connection.off('error', settle).off('end', ended);
      if (!error) return resolve({ ok: true });
      // Judged at once: what has been given by now may be another thing a moment later.
      resolve(failureOf(error, typeof stage === 'string' ? stage : stage()));
      if (error.response === undefined) connection.close();
      else connection.quit();
    };
    const ended = () => settle(new Error('The connection ended.'));
    connection.on('error', settle).on('end', ended);
    run(settle);
  });
}

/** The commands that a server's refusal can be told by. */
const stages: Readonly<Record<string, Stage>> = { 'RCPT TO': 'recipient', DATA: 'message' };

function failureOf(error: SMTPConnection.SMTPError, stage: Stage): Failure {
  const { command = '', response, code = 'ended', message } = error;
  const isDistrust = response === undefined && /certificate|altnames/i.test(message);
  return {
    ok: false,
    stage: stages[command] ?? stage,
    reply: response ?? null,
    code: isDistrust ? 'certificate_not_trusted' : code,
  };
}
