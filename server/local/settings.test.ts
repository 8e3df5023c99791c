import { describe, expect, it } from 'vitest';
import type { Secrets } from './secrets.ts';
import { appEnvironment, plan } from './settings.ts';

const secrets: Secrets = {
  encryptionKey: Buffer.alloc(32, 1).toString('base64'),
  addressPepper: Buffer.alloc(32, 2).toString('base64'),
  sessionSecret: 's'.repeat(43),
  postgresPassword: 'p',
  appRolePassword: 'a',
  rehearsals: { pigeon: { environment: { PIGEON_KEYS: 'generated' }, secret: 'kept by the sender' } },
};
const server = { DATABASE_URL: 'postgres://db.test/earshot', PUBLIC_BASE_URL: 'https://earshot.test' };
const own = {
  EARSHOT_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  EARSHOT_ADDRESS_PEPPER: Buffer.alloc(32, 8).toString('base64'),
  NEXTAUTH_SECRET: 'o'.repeat(43),
};

function environment(env: Record<string, string>, engineUrl?: string) {
  const databaseUrl = env.DATABASE_URL ?? 'postgres://127.0.0.1:1/earshot';
  return appEnvironment({ env, plan: plan(env), mode: 'start', secrets, port: 3000, databaseUrl, engineUrl });
}

describe('plan', () => {
  it('is local mode with parts of its own when nothing is set', () => {
    expect(plan({ DATABASE_URL: '', INNGEST_DEV: '0' })).toEqual({
      local: true,
      embeddedPostgres: true,
      embeddedEngine: true,
    });
  });

  it('lets DATABASE_URL alone, and the engine variables alone, replace one part each', () => {
    expect(plan({ DATABASE_URL: 'postgres://db.test/x' })).toEqual({
      local: true,
      embeddedPostgres: false,
      embeddedEngine: true,
    });
    for (const name of ['INNGEST_DEV', 'INNGEST_EVENT_KEY', 'INNGEST_SIGNING_KEY']) {
      expect(plan({ [name]: 'x' })).toEqual({ local: true, embeddedPostgres: true, embeddedEngine: false });
    }
  });

  it('is not local mode when a database is given together with any setting of a real server', () => {
    const names = ['EARSHOT_ENCRYPTION_KEY', 'EARSHOT_ADDRESS_PEPPER', 'NEXTAUTH_SECRET', 'PUBLIC_BASE_URL'];
    for (const setting of [...names.map((name) => ({ [name]: 'x' })), { NODE_ENV: 'production' }]) {
      const env = { DATABASE_URL: 'postgres://db.test/x', INNGEST_EVENT_KEY: 'x', ...setting };
      expect(plan(env)).toEqual({ local: false, embeddedPostgres: false, embeddedEngine: false });
    }
  });

  it('refuses a real server without an engine, since the embedded one checks no signatures', () => {
    expect(() => plan(server)).toThrow(/INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY/);
  });
});

describe('appEnvironment', () => {
  it('completes the environment in local mode', () => {
    expect(environment({ PIGEON_KEYS: '' }, 'http://127.0.0.1:9')).toMatchObject({
      EARSHOT_LOCAL: '1',
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://127.0.0.1:1/earshot',
      EARSHOT_ENCRYPTION_KEY: secrets.encryptionKey,
      PUBLIC_BASE_URL: 'http://localhost:3000',
      NEXTAUTH_URL: 'http://localhost:3000',
      INNGEST_DEV: 'http://127.0.0.1:9',
      EARSHOT_ADMIN_EMAILS: 'admin@example.com',
      PIGEON_KEYS: 'generated',
    });
  });

  it('leaves values of your own as they are', () => {
    expect(environment({ PIGEON_KEYS: 'mine', EARSHOT_ADMIN_EMAILS: 'me@example.com' })).toMatchObject({
      PIGEON_KEYS: 'mine',
      EARSHOT_ADMIN_EMAILS: 'me@example.com',
    });
  });

  it('hands no generated secret, and no local mode, to a real server', () => {
    const env = { ...server, ...own, INNGEST_EVENT_KEY: 'e', INNGEST_SIGNING_KEY: 's', EARSHOT_LOCAL: '1' };
    const app = environment(env);
    expect(app).not.toHaveProperty('EARSHOT_LOCAL');
    expect(app).not.toHaveProperty('PIGEON_KEYS');
    expect(app).toMatchObject({ ...own, NEXTAUTH_URL: 'https://earshot.test', NODE_ENV: 'production' });
  });

  it('never hands the right to change tables to the app', () => {
    const env = {
      DATABASE_URL: 'postgres://db.test/x',
      DATABASE_MIGRATION_URL: 'postgres://owner@db.test/x',
    };
    expect(environment(env)).not.toHaveProperty('DATABASE_MIGRATION_URL');
  });

  it('names what a real server still lacks, without values', () => {
    const env = { ...server, INNGEST_EVENT_KEY: 'e', EARSHOT_ENCRYPTION_KEY: 'too-short' };
    expect(() => environment(env)).toThrow(/EARSHOT_ENCRYPTION_KEY: must be 32 bytes[\s\S]*NEXTAUTH_SECRET/);
    expect(() => environment(env)).not.toThrow(/too-short/);
  });
});
