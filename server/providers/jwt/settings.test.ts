import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#server/providers/provider.ts';
import { jwt } from './jwt.ts';

const complete = {
  JWT_WEBHOOK_JWKS_URL: 'https://dispatcher.example.com/.well-known/jwks.json',
  JWT_WEBHOOK_ISSUER: 'https://dispatcher.example.com',
  JWT_WEBHOOK_AUDIENCE: 'https://earshot.example.com/api/webhooks/jwt',
};
const { environment: rehearsed } = jwt.rehearsal.credentials();

it('is on with an address, an issuer and an audience, and off without any', () => {
  expect(jwt.configure(complete)).not.toBeNull();
  expect(jwt.configure({ JWT_WEBHOOK_JWKS_URL: ' ', JWT_WEBHOOK_ISSUER: '' })).toBeNull();
});

it.each(['JWT_WEBHOOK_JWKS_URL', 'JWT_WEBHOOK_ISSUER', 'JWT_WEBHOOK_AUDIENCE'])(
  'does not stand open when %s alone is missing',
  (variable) => {
    const attempt = () => jwt.configure({ ...complete, [variable]: ' ' });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(new RegExp(`^${variable}: `));
  },
);

describe('JWT_WEBHOOK_JWKS_URL', () => {
  it.each([
    'http://dispatcher.example.com/jwks.json',
    'http://127.0.0.1/jwks.json',
    'file:///keys.json',
    'data:application/json,{"keys":[]}',
    'dispatcher.example.com/jwks.json',
    'https://user:password@dispatcher.example.com/jwks.json',
    'https://dispatcher.example.com/jwks.json#key',
    'https://[',
  ])('refuses %s without showing it', (url) => {
    const attempt = () => jwt.configure({ ...complete, JWT_WEBHOOK_JWKS_URL: url });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).not.toThrow(url);
  });

  it('may be plain HTTP in local mode, and nothing else than HTTP', () => {
    const local = (url: string) =>
      jwt.configure({ ...complete, EARSHOT_LOCAL: '1', JWT_WEBHOOK_JWKS_URL: url });
    expect(local('http://127.0.0.1:4000/jwks.json')).not.toBeNull();
    expect(() => local('file:///keys.json')).toThrow(ConfigurationError);
  });
});

describe('JWT_WEBHOOK_LOCAL_KEY_SETS', () => {
  const now = '2026-11-21T12:00:00.000Z';

  it.each([undefined, '0', 'true'])('is nothing with EARSHOT_LOCAL=%j', (flag) => {
    expect(() => jwt.configure({ ...rehearsed, EARSHOT_LOCAL: flag })).toThrow(/^JWT_WEBHOOK_JWKS_URL: /);
    const sets = { JWT_WEBHOOK_LOCAL_KEY_SETS: rehearsed.JWT_WEBHOOK_LOCAL_KEY_SETS };
    expect(jwt.configure({ ...sets, EARSHOT_LOCAL: flag })).toBeNull();
  });

  it('is believed in local mode', async () => {
    const { environment, secret } = jwt.rehearsal.credentials();
    const url = 'https://earshot.example.com/api/webhooks/jwt';
    const { headers, body } = jwt.rehearsal.sign(Buffer.from('{}'), { secret, signedAt: now, url });
    const receiver = jwt.configure({ ...environment, EARSHOT_LOCAL: '1' });
    expect(await receiver?.verify({ url, headers: new Headers(headers), body }, now)).toMatchObject({
      ok: true,
    });
  });

  it.each(['no base64', Buffer.from('{}').toString('base64'), Buffer.from('{').toString('base64')])(
    'must be key sets, not %j',
    (sets) => {
      const attempt = () =>
        jwt.configure({ ...rehearsed, EARSHOT_LOCAL: '1', JWT_WEBHOOK_LOCAL_KEY_SETS: sets });
      expect(attempt).toThrow(/^JWT_WEBHOOK_LOCAL_KEY_SETS: /);
      expect(attempt).not.toThrow(sets);
    },
  );
});
