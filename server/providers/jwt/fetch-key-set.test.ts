import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchKeySet } from './fetch-key-set.ts';
import { jwt } from './jwt.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  if (address === null || typeof address === 'string') throw new Error('a server has a port');
  return `http://127.0.0.1:${address.port}/keys.json`;
}

const json =
  (value: unknown): RequestListener =>
  (_, response) => {
    response.setHeader('content-type', 'application/jwk-set+json');
    response.end(JSON.stringify(value));
  };

describe('a key set', () => {
  it('is fetched over HTTP', async () => {
    const url = await serve(json({ keys: [] }));
    expect(await fetchKeySet(url)).toEqual({ keys: [] });
  });

  it.each([
    ['another status', (_, response) => response.writeHead(500).end('{}')],
    ['nothing, said well', (_, response) => response.writeHead(204).end()],
    [
      'a redirect to one',
      ({ url }, response) =>
        url === '/elsewhere'
          ? response.end('{"keys":[]}')
          : response.writeHead(302, { location: '/elsewhere' }).end(),
    ],
    ['no JSON', (_, response) => response.end('<html>')],
    [
      'half an answer',
      (_, response) => response.writeHead(200, { 'content-length': 9 }).write('{}', () => response.destroy()),
    ],
  ] satisfies readonly (readonly [string, RequestListener])[])(
    'is not one when the answer is %s',
    async (_, answer) => {
      await expect(fetchKeySet(await serve(answer))).rejects.toThrow();
    },
  );

  it('is not read to its end when it has none', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(fetchKeySet(url)).rejects.toThrow('too large');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('the provider', () => {
  const now = '2026-11-21T12:00:00.000Z';
  const { environment, secret } = jwt.rehearsal.credentials();
  const keySet = JSON.parse(Buffer.from(environment.JWT_WEBHOOK_LOCAL_KEY_SETS ?? '', 'base64').toString());
  const endpoint = 'https://earshot.example.com/api/webhooks/jwt';
  const { headers, body } = jwt.rehearsal.sign(Buffer.from('{}'), { secret, signedAt: now, url: endpoint });
  const request = { url: endpoint, headers: new Headers(headers), body };
  const verdictWith = async (url: string) => {
    const receiver = jwt.configure({ ...environment, JWT_WEBHOOK_JWKS_URL: url, EARSHOT_LOCAL: '1' });
    return await receiver?.verify(request, now);
  };

  it('believes tokens by the keys that its URL serves', async () => {
    expect(await verdictWith(await serve(json(keySet)))).toMatchObject({ ok: true });
  });

  it('does not believe the local keys where a URL is set', async () => {
    const strange = jwt.rehearsal.credentials().environment.JWT_WEBHOOK_LOCAL_KEY_SETS ?? '';
    const url = await serve(json(JSON.parse(Buffer.from(strange, 'base64').toString())));
    expect(await verdictWith(url)).toMatchObject({ status: 401, code: 'signature_mismatch' });
  });

  it('asks for the webhook again when its URL does not answer', async () => {
    const url = await serve((_, response) => response.destroy());
    expect(await verdictWith(url)).toMatchObject({ status: 503, code: 'certificate_unavailable' });
  });
});
