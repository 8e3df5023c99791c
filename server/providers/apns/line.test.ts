import { once } from 'node:events';
import { constants, createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Http2Peer, http2Peer } from '#server/testing/http2-peer.ts';
import { openLine } from './line.ts';

const asked = { method: 'POST', headers: { 'x-a': 'b' }, body: '{"a":1}' } as const;
const yes = { status: 200, headers: { 'x-c': 'd' }, body: { taken: true } };
let peer: Http2Peer;

beforeEach(async () => {
  peer = await http2Peer();
  peer.behave(yes);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await peer.close();
});

/** The connection that the last request came over. */
function session(): ServerHttp2Session {
  const last = peer.sessions.at(-1);
  if (last === undefined) throw new Error('nobody is connected');
  return last;
}

describe('a line', () => {
  it('carries a request and its answer', async () => {
    const answer = await openLine(peer.origin)('/3/device/ab?c=d', asked);
    expect(answer).toMatchObject({ ok: true, status: 200, body: '{"taken":true}' });
    expect(answer.ok && answer.headers.get('x-c')).toBe('d');
    expect(peer.seen).toMatchObject([{ method: 'POST', path: '/3/device/ab?c=d', body: '{"a":1}' }]);
    expect(peer.seen[0]?.headers).toMatchObject({ 'x-a': 'b' });
  });

  it('is one connection for all requests, one after another and at once', async () => {
    const line = openLine(peer.origin);
    await Promise.all(Array.from({ length: 50 }, (_, index) => line(`/${index}`, asked)));
    await line('/50', asked);
    expect([peer.seen.length, peer.connections()]).toEqual([51, 1]);
  });

  it('is closed when nobody has used it, and opened again', async () => {
    const line = openLine(peer.origin, 20);
    await line('/1', asked);
    await once(session(), 'close');
    expect(await line('/2', asked)).toMatchObject({ ok: true });
    expect(peer.connections()).toBe(2);
  });

  it('is opened again after the other side has closed it', async () => {
    const line = openLine(peer.origin);
    await line('/1', asked);
    const closed = once(session(), 'close');
    session().destroy();
    await closed;
    expect(await line('/2', asked)).toMatchObject({ ok: true });
    expect(peer.connections()).toBe(2);
  });
});

describe('a connection that goes away', () => {
  it('ends what it has begun and takes nothing more', async () => {
    const line = openLine(peer.origin);
    peer.behave((_request, response) => {
      session().goaway(constants.NGHTTP2_NO_ERROR, 1);
      response.writeHead(200).end('of the first');
    });
    expect(await line('/1', asked)).toMatchObject({ ok: true, body: 'of the first' });
    expect(await line('/2', asked)).toMatchObject({ ok: true });
    expect(peer.connections()).toBe(2);
  });

  it.each([
    ['politely', constants.NGHTTP2_NO_ERROR],
    ['with an error', constants.NGHTTP2_INTERNAL_ERROR],
  ])('%s has not looked at later requests, which go over the next one', async (_how, code) => {
    const line = openLine(peer.origin);
    await line('/1', asked);
    peer.behave(() => {
      // Stream 1 was the last that it looked at.
      session().goaway(code, 1);
      peer.behave(yes);
    });
    expect(await line('/2', asked)).toMatchObject({ ok: true, status: 200 });
    expect(peer.seen.map(({ path }) => path)).toEqual(['/1', '/2', '/2']);
    expect(peer.connections()).toBe(2);
  });

  it('with an error leaves open what became of a request that it may have looked at', async () => {
    const line = openLine(peer.origin);
    await line('/1', asked);
    peer.behave(() => session().goaway(constants.NGHTTP2_INTERNAL_ERROR, 3));
    expect(await line('/2', asked)).toMatchObject({ ok: false, sent: true });
    expect(peer.seen).toHaveLength(2);
  });
});

describe('a request', () => {
  it('that the other side refuses to look at was not sent', async () => {
    let streams = 0;
    const server = createServer().on('stream', (stream) => {
      streams += 1;
      stream.on('error', () => undefined).close(constants.NGHTTP2_REFUSED_STREAM);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line = openLine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await line('/1', asked)).toMatchObject({ ok: false, sent: false });
    expect(streams).toBe(1);
    server.close();
  });

  it('whose connection breaks may have been taken, and is not repeated', async () => {
    const line = openLine(peer.origin);
    await line('/1', asked);
    peer.behave(() => session().destroy());
    expect(await line('/2', asked)).toMatchObject({ ok: false, sent: true });
    expect(peer.seen).toHaveLength(2);
  });

  it('was not sent to nobody', async () => {
    const gone = await http2Peer();
    await gone.close();
    expect(await openLine(gone.origin)('/1', asked)).toEqual({
      ok: false,
      sent: false,
      reason: 'ECONNREFUSED',
    });
  });

  it('that nobody answers is given up, and its connection with it', async () => {
    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const line = openLine(peer.origin);
    peer.behave(() => patience.abort(new DOMException('', 'TimeoutError')));
    expect(await line('/1', asked)).toEqual({ ok: false, sent: true, reason: 'timeout' });
    vi.restoreAllMocks();
    peer.behave(yes);
    expect(await line('/2', asked)).toMatchObject({ ok: true });
    expect(peer.connections()).toBe(2);
  });

  it('does not read on for ever', async () => {
    peer.behave({ status: 200, body: 'x'.repeat(1024 * 1024) });
    expect(await openLine(peer.origin)('/1', asked)).toEqual({
      ok: false,
      sent: true,
      reason: 'answer_too_long',
    });
  });

  it('has no answer in half of one', async () => {
    peer.behave((_request, response) => {
      response.writeHead(200).write('half', () => response.destroy());
    });
    expect(await openLine(peer.origin)('/1', asked)).toMatchObject({ ok: false, sent: true });
  });
});
