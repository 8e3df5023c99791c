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

  it('refuses an unsigned engine outside local mode, in development too', () => {
    expect(() => readEnv({ ...complete, INNGEST_DEV: '1' })).toThrow(/INNGEST_DEV/);
    expect(() => readEnv({ ...complete, INNGEST_DEV: 'http://127.0.0.1:8288' })).toThrow(/INNGEST_DEV/);
    expect(() => readEnv({ ...complete, NODE_ENV: 'development', INNGEST_DEV: '1' })).toThrow(/INNGEST_DEV/);
    expect(() => readEnv({ ...complete, INNGEST_DEV: '0' })).not.toThrow();
    expect(() => readEnv({ ...complete, INNGEST_DEV: '1', EARSHOT_LOCAL: '1' })).not.toThrow();
  });
});
