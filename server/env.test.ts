import { describe, expect, it } from 'vitest';
import { readEnv } from './env.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const complete = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app:secret@db.example.com:5432/earshot',
  EARSHOT_ENCRYPTION_KEY: key,
  EARSHOT_ADDRESS_PEPPER: key,
  NEXTAUTH_SECRET: 'n'.repeat(32),
  PUBLIC_BASE_URL: 'https://earshot.example.com/',
};

describe('readEnv', () => {
  it('reads a complete production environment', () => {
    const env = readEnv({ ...complete, EARSHOT_ADMIN_EMAILS: 'a@example.com, b@example.com' });
    expect(env.isLocal).toBe(false);
    expect(env.PUBLIC_BASE_URL).toBe('https://earshot.example.com');
    expect(env.EARSHOT_ADMIN_EMAILS).toEqual(['a@example.com', 'b@example.com']);
  });

  it('names every variable to mend and shows no value', () => {
    const wrong = {
      ...complete,
      DATABASE_URL: 'mysql://root:hunter2@db',
      EARSHOT_ENCRYPTION_KEY: 'c2hvcnQ=',
    };
    expect(() => readEnv(wrong)).toThrow(
      /DATABASE_URL: must look like[\s\S]*EARSHOT_ENCRYPTION_KEY: must be 32 bytes/,
    );
    expect(() => readEnv(wrong)).not.toThrow(/hunter2|c2hvcnQ/);
  });

  it('takes an empty variable for an unset one', () => {
    expect(readEnv({ ...complete, EARSHOT_LOCAL: '', SMTP_URL: '' }).isLocal).toBe(false);
  });

  it('is local only when the start script says so, whatever NODE_ENV is', () => {
    expect(readEnv({ ...complete, NODE_ENV: 'development' }).isLocal).toBe(false);
    expect(readEnv({ ...complete, EARSHOT_LOCAL: '1' }).isLocal).toBe(true);
    expect(() => readEnv({ ...complete, EARSHOT_LOCAL: 'true' })).toThrow(/EARSHOT_LOCAL/);
  });

  it('takes keys of 32 bytes and origins for embedding, and shows no key', () => {
    const EMBED_KEYS = `${'k'.repeat(32)}, ${'é'.repeat(16)}`;
    const EMBED_ORIGINS = 'https://app.example.com, http://localhost:4000';
    expect(readEnv({ ...complete, EMBED_KEYS, EMBED_ORIGINS })).toMatchObject({
      EMBED_KEYS: ['k'.repeat(32), 'é'.repeat(16)],
      EMBED_ORIGINS: ['https://app.example.com', 'http://localhost:4000'],
    });
    expect(readEnv(complete)).toMatchObject({ EMBED_KEYS: [], EMBED_ORIGINS: [] });
    const short = { ...complete, EMBED_KEYS: `${'k'.repeat(32)},hunter2` };
    expect(() => readEnv(short)).toThrow(/EMBED_KEYS: must each be at least 32 bytes/);
    expect(() => readEnv(short)).not.toThrow(/hunter2/);
  });

  it.each([
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://*.example.com',
    'app.example.com',
    '*',
    'null',
    "https://app.example.com; script-src 'unsafe-inline'",
    'https://APP.example.com',
    'data:text/html,x',
  ])('takes no pattern nor anything else for an origin that may frame pages: %s', (EMBED_ORIGINS) => {
    expect(() => readEnv({ ...complete, EMBED_ORIGINS })).toThrow(/EMBED_ORIGINS: must each be an origin/);
  });

  it('takes an address for alerts only with a secret that signs them, and neither is shown', () => {
    const ALERT_WEBHOOK_URL = 'https://alerts.example.com/hidden';
    const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 3).toString('base64')}`;
    const given = { ...complete, ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET: secretOf(32) };
    expect(readEnv(given)).toMatchObject({ ALERT_WEBHOOK_URL });
    expect(readEnv({ ...complete, ALERT_WEBHOOK_URL: '', ALERT_WEBHOOK_SECRET: '' })).toMatchObject({
      ALERT_WEBHOOK_URL: undefined,
    });
    for (const ALERT_WEBHOOK_SECRET of [undefined, secretOf(23), secretOf(65), secretOf(32).slice(6), 'x']) {
      const wrong = { ...given, ALERT_WEBHOOK_SECRET };
      expect(() => readEnv(wrong)).toThrow(/ALERT_WEBHOOK_SECRET: /);
      expect(() => readEnv(wrong)).not.toThrow(/hidden|AwMD/);
    }
    expect(() => readEnv({ ...given, ALERT_WEBHOOK_URL: undefined })).toThrow(/ALERT_WEBHOOK_SECRET: /);
    expect(() => readEnv({ ...given, ALERT_WEBHOOK_URL: 'ftp://alerts.example.com' })).toThrow(
      /ALERT_WEBHOOK_URL/,
    );
  });

  it('refuses an unsigned engine outside local mode, in development too', () => {
    expect(() => readEnv({ ...complete, INNGEST_DEV: '1' })).toThrow(/INNGEST_DEV/);
    expect(() => readEnv({ ...complete, INNGEST_DEV: 'http://127.0.0.1:8288' })).toThrow(/INNGEST_DEV/);
    expect(() => readEnv({ ...complete, NODE_ENV: 'development', INNGEST_DEV: '1' })).toThrow(/INNGEST_DEV/);
    expect(() => readEnv({ ...complete, INNGEST_DEV: '0' })).not.toThrow();
    expect(() => readEnv({ ...complete, INNGEST_DEV: '1', EARSHOT_LOCAL: '1' })).not.toThrow();
  });
});
