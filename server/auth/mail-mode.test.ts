import { describe, expect, it } from 'vitest';
import { readEnv } from '#server/env.ts';
import { mailMode, mayReadLocalMailbox } from './mail-mode.ts';

const required = {
  DATABASE_URL: 'postgres://user:password@db.example.com:5432/earshot',
  EARSHOT_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
  EARSHOT_ADDRESS_PEPPER: Buffer.alloc(32, 2).toString('base64'),
  NEXTAUTH_SECRET: 'x'.repeat(32),
  PUBLIC_BASE_URL: 'http://localhost:3000',
};
const smtp = { SMTP_URL: 'smtp://mail.example.com:587', MAIL_FROM: 'earshot@example.com' };
const toThisMachine = new Headers({ host: 'localhost:3000', 'x-forwarded-for': '127.0.0.1' });

/** Every combination of what an installation might set, read as the server reads it. */
const combinations = [undefined, '', '1'].flatMap((EARSHOT_LOCAL) =>
  [undefined, 'production', 'development', 'test'].flatMap((NODE_ENV) =>
    [{}, smtp, { SMTP_URL: smtp.SMTP_URL }, { MAIL_FROM: smtp.MAIL_FROM }].flatMap((mail) =>
      ['http://localhost:3000', 'https://earshot.example.com'].map((PUBLIC_BASE_URL) => ({
        ...required,
        ...mail,
        EARSHOT_LOCAL,
        NODE_ENV,
        PUBLIC_BASE_URL,
      })),
    ),
  ),
);

describe('over every combination of the environment', () => {
  it('stores and prints mails, and shows the mailbox, in local mode alone', () => {
    const seen = combinations.map((source) => {
      const env = readEnv(source);
      const isLocal = source.EARSHOT_LOCAL === '1';
      if (!isLocal) {
        expect(mailMode(env).mode, JSON.stringify(source)).not.toBe('local');
        expect(mayReadLocalMailbox(env, toThisMachine), JSON.stringify(source)).toBe(false);
      }
      return `${isLocal ? 'local' : 'elsewhere'}: ${mailMode(env).mode}, ${mayReadLocalMailbox(env, toThisMachine)}`;
    });
    expect(seen).toHaveLength(96);
    expect([...new Set(seen)].sort()).toEqual([
      'elsewhere: off, false',
      'elsewhere: smtp, false',
      'local: local, true',
      'local: smtp, true',
    ]);
  });

  it('sends over SMTP once both the server and the sender are known', () => {
    const modes = combinations.map((source) => [
      'SMTP_URL' in source && 'MAIL_FROM' in source,
      mailMode(readEnv(source)).mode === 'smtp',
    ]);
    expect(modes.filter(([isComplete, isSmtp]) => isComplete !== isSmtp)).toEqual([]);
  });
});

describe('the mailbox of a local installation', () => {
  const may = (headers: Record<string, string>) =>
    mayReadLocalMailbox({ isLocal: true }, new Headers(headers));

  it.each([
    { host: 'localhost' },
    { host: 'LOCALHOST:3000', 'x-forwarded-host': 'localhost:3000', 'x-forwarded-for': '::1' },
    { host: '127.0.0.1:3000', 'x-forwarded-for': '::ffff:127.0.0.1' },
    { host: '[::1]:3000', 'x-forwarded-for': '127.0.0.1, 127.0.0.1' },
  ])('opens for this machine: %o', (headers) => {
    expect(may(headers)).toBe(true);
  });

  it.each([
    {},
    { host: 'earshot.example.com' },
    { host: 'localhost.evil.test' },
    { host: 'localhost@evil.test' },
    { host: '192.0.2.7:3000' },
    { host: 'localhost', 'x-forwarded-host': 'tunnel.example.com' },
    { host: 'localhost', 'x-forwarded-for': '203.0.113.9' },
    { host: 'localhost', 'x-forwarded-for': '203.0.113.9, 127.0.0.1' },
    { host: 'localhost', 'x-real-ip': '203.0.113.9' },
    { host: 'localhost', forwarded: 'for=203.0.113.9' },
  ])('stays shut for a tunnel, a foreign name or another machine: %o', (headers) => {
    expect(may(headers)).toBe(false);
  });
});
