import { afterEach, describe, expect, it } from 'vitest';
import { type SmtpPeer, smtpPeer } from '#server/testing/smtp-peer.ts';
import { openPool } from './pool.ts';

const envelope = { from: 'news@example.com', to: 'ada@example.com' };
const mail = Buffer.from('Subject: hello\r\n\r\nhello\r\n');
const peers: SmtpPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});

async function setUp(keepMs?: number) {
  const peer = await smtpPeer();
  peers.push(peer);
  const login = { user: 'ada', pass: 'password' };
  const settings = { host: '127.0.0.1', port: peer.port, secure: false, requireTLS: false, login };
  const pool = openPool(settings, keepMs);
  return { peer, deliver: () => pool.deliver(envelope, mail) };
}

describe('a pool', () => {
  it('logs in once for mails that follow one another', async () => {
    const { peer, deliver } = await setUp();
    for (let n = 0; n < 3; n += 1) expect(await deliver()).toEqual({ ok: true });
    expect([peer.connections(), peer.mails.length]).toEqual([1, 3]);
    expect(peer.lines.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
  });

  it('uses a line for one mail at a time, and keeps a few', async () => {
    const { peer, deliver } = await setUp();
    const endings = await Promise.all(Array.from({ length: 8 }, deliver));
    expect(endings.every(({ ok }) => ok)).toBe(true);
    expect(peer.connections()).toBe(8);
    await Promise.all(Array.from({ length: 5 }, deliver));
    expect([peer.connections(), peer.mails.length]).toEqual([8, 13]);
  });

  it('takes leave of the server when there is no more mail', async () => {
    const { peer, deliver } = await setUp(1);
    await deliver();
    await peer.deserted();
    expect(peer.lines.at(-1)).toBe('QUIT');
  });

  it('does not use a line again on which something went wrong', async () => {
    const { peer, deliver } = await setUp();
    peer.behave((line) => (line.startsWith('RCPT') ? '550 5.1.1 no' : null));
    expect(await deliver()).toMatchObject({ ok: false, stage: 'recipient' });
    peer.behave(() => null);
    expect(await deliver()).toEqual({ ok: true });
    expect(peer.connections()).toBe(2);
  });

  it('opens another line when the server has closed the one that was kept', async () => {
    const { peer, deliver } = await setUp();
    peer.behave((line) => (line === 'mail' ? '250 2.0.0 queued\r\n421 4.4.2 idle for too long' : null));
    expect(await deliver()).toEqual({ ok: true });
    await peer.deserted();
    peer.behave(() => null);
    expect(await deliver()).toEqual({ ok: true });
    expect(peer.connections()).toBe(2);
  });
});
