import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { download } from './download.ts';

const limits = { timeoutMs: 5_000, maxBytes: 1_000 };
let closeServer = async () => {};
afterEach(() => closeServer());

/** A host on this machine; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeServer = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  // Safe: a server that listens on a port has an address of this form.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('download', () => {
  it('gives the text', async () => {
    const host = await serve((_, response) => response.end('a certificate'));
    expect(await download(`${host}/x.pem`, limits)).toBe('a certificate');
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i', async (status) => {
    const paths: (string | undefined)[] = [];
    const host = await serve((request, response) => {
      paths.push(request.url);
      response
        .writeHead(request.url === '/x.pem' ? status : 200, { location: '/elsewhere' })
        .end('a certificate');
    });
    await expect(download(`${host}/x.pem`, limits)).rejects.toThrow(`the host answered ${status}`);
    expect(paths).toEqual(['/x.pem']);
  });

  it.each([204, 403, 404, 500])('takes nothing but 200: %i', async (status) => {
    const host = await serve((_, response) => response.writeHead(status).end());
    await expect(download(`${host}/x.pem`, limits)).rejects.toThrow(`the host answered ${status}`);
  });

  it('stops reading an answer without end, and hangs up', async () => {
    let hungUp = (_: string) => {};
    const closed = new Promise<string>((resolve) => {
      hungUp = resolve;
    });
    const host = await serve((_, response) => {
      response.on('close', () => hungUp('closed'));
      const more = () => {
        while (response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    await expect(download(`${host}/x.pem`, limits)).rejects.toThrow('larger than 1000 bytes');
    expect(await closed).toBe('closed');
  });

  it('does not wait for a host that never answers', async () => {
    const host = await serve(() => {});
    await expect(download(`${host}/x.pem`, { ...limits, timeoutMs: 50 })).rejects.toThrow(
      'no answer came in time',
    );
  });

  it('does not wait for an answer that never ends', async () => {
    const host = await serve((_, response) => response.write('a certi'));
    await expect(download(`${host}/x.pem`, { ...limits, timeoutMs: 200 })).rejects.toThrow('in time');
  });

  it('fails for a host that cannot be reached, and shows nothing of the address', async () => {
    const host = await serve(() => {});
    await closeServer();
    const failure = await download(`${host}/?Token=secret`, limits).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: 'the host could not be reached' });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('secret');
  });
});
