import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { deliverMail } from './deliver-mail.ts';
import { listLocalMails } from './local-mailbox.ts';
import type { MailSettings } from './mail-mode.ts';

const link = 'https://earshot.example.com/sign-in/confirm?token=abc';
const mail = {
  to: 'anna@example.com',
  subject: 'Your link',
  text: `Sign in:\n${link}\n`,
  html: '<p>Sign in</p>',
};
let database: TestDatabase;
let connection: Database;
let printed: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  connection = openDatabase(database.url);
});

afterAll(async () => {
  await connection.close();
  await database.drop();
});

beforeEach(async () => {
  printed = [];
  await connection.sql`delete from local_mails`;
});

function deliver(settings: MailSettings, subject = mail.subject): Promise<void> {
  const now = () => '2026-03-01T10:00:00.000Z';
  const print = (text: string) => printed.push(text);
  return deliverMail({ ...mail, subject }, link, { settings, sql: connection.sql, now, print });
}

describe('in local mode without a mail server', () => {
  it('keeps the mail for the local mailbox and prints the link', async () => {
    await deliver({ isLocal: true });
    expect(await listLocalMails(connection.sql)).toEqual([
      { ...mail, id: expect.any(Number), sentAt: '2026-03-01T10:00:00.000Z' },
    ]);
    expect(printed.join('')).toContain(link);
  });

  it('keeps the newest hundred, newest first', async () => {
    for (let n = 1; n <= 103; n += 1) await deliver({ isLocal: true }, `mail ${n}`);
    const subjects = (await listLocalMails(connection.sql)).map(({ subject }) => subject);
    expect([subjects.length, subjects[0], subjects.at(-1)]).toEqual([100, 'mail 103', 'mail 4']);
    const [stored] = await connection.sql<{ n: number }[]>`select count(*)::int as n from local_mails`;
    expect(stored?.n).toBe(100);
  });
});

describe('anywhere else', () => {
  it.each([
    [{ isLocal: false }],
    [{ isLocal: false, SMTP_URL: 'smtp://127.0.0.1:9' }],
    [{ isLocal: false, MAIL_FROM: 'earshot@example.com' }],
    [{ isLocal: false, SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'earshot@example.com' }],
  ])('stores and prints nothing when the mail cannot be sent: %o', async (settings) => {
    await expect(deliver(settings)).rejects.toThrow();
    expect(await listLocalMails(connection.sql)).toEqual([]);
    expect(printed).toEqual([]);
  });

  it.each([true, false])('sends over SMTP and leaves no copy, local mode or not: %s', async (isLocal) => {
    const server = await mailServer();
    const MAIL_FROM = 'Earshot <earshot@example.com>';
    await deliver({ isLocal, SMTP_URL: server.url, MAIL_FROM });
    const received = await server.stop();
    expect(received).toContain('RCPT TO:<anna@example.com>');
    expect(received).toContain('From: Earshot <earshot@example.com>');
    expect(received).toContain(`\r\n${link}\r\n`);
    expect(await listLocalMails(connection.sql)).toEqual([]);
    expect(printed).toEqual([]);
  });
});

/** A mail server for one mail: says yes to everything, and hands over what it was told. RFC 5321. */
async function mailServer() {
  let received = '';
  const server = createServer((socket: Socket) => {
    let inData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 test.example.com');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      received += chunk;
      if (inData && !received.endsWith('\r\n.\r\n')) return;
      const isData = !inData && chunk.startsWith('DATA');
      inData = isData;
      say(isData ? '354 go on' : chunk.startsWith('QUIT') ? '221 bye' : '250 ok');
      if (chunk.startsWith('QUIT')) socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop(): Promise<string> {
      server.close();
      await once(server, 'close');
      return received;
    },
  };
}
