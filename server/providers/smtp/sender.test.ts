import { afterEach, describe, expect, it } from 'vitest';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { selfSigned } from '#server/testing/self-signed.ts';
import { type Script, type SmtpPeer, smtpPeer } from '#server/testing/smtp-peer.ts';
import { smtpSender } from './sender.ts';

const { content } = sampleMail;
const peers: SmtpPeer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});

async function peerThat(
  script: Script = () => null,
  tls?: Parameters<typeof smtpPeer>[0],
): Promise<SmtpPeer> {
  const peer = await smtpPeer(tls);
  peers.push(peer);
  peer.behave(script);
  return peer;
}

function send({ port }: SmtpPeer, message = sampleMail, { scheme = 'smtp', EARSHOT_LOCAL = '1' } = {}) {
  const SMTP_URL = `${scheme}://ada:pass%20word@127.0.0.1:${port}`;
  return smtpSender.configure({ SMTP_URL, EARSHOT_LOCAL })?.send(message);
}

describe('what a server is given', () => {
  it('is one mail to one person, under our own id, with headers in one piece', async () => {
    const peer = await peerThat();
    expect(await send(peer)).toEqual({
      outcome: 'accepted',
      providerMessageId: 'ntf_4f1c-email-0@example.com',
      kind: 'accepted',
    });
    const login = Buffer.from('\0ada\0pass word').toString('base64');
    expect(peer.lines.slice(1, 5)).toEqual([
      `AUTH PLAIN ${login}`,
      expect.stringMatching(/^MAIL FROM:<news@example\.com> SIZE=\d+$/),
      'RCPT TO:<ada@example.com>',
      'DATA',
    ]);
    const [mail = ''] = peer.mails;
    const [head = '', body = ''] = mail.split('\r\n\r\n', 2);
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([
        'From: =?UTF-8?Q?Example_=26_S=C3=B6hne=2C_Inc=2E?= <news@example.com>',
        'To: ada@example.com',
        'Reply-To: help@example.com',
        'Message-ID: <ntf_4f1c-email-0@example.com>',
        `List-Unsubscribe: ${content.headers['List-Unsubscribe']}`,
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      ]),
    );
    expect(head).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(head).toMatch(/^Date: /m);
    expect(head).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(body).toContain('text/plain');
    expect(mail).toMatch(/text\/html; charset=utf-8[\s\S]*Gr=C3=BC=C3=9Fe/);
  });

  it('folds a header only where a line may be no longer', async () => {
    const peer = await peerThat();
    const long = Array.from({ length: 12 }, (_, n) => `<https://example.com/${n}/${'x'.repeat(80)}>`).join(
      ', ',
    );
    await send(peer, { ...sampleMail, content: { ...content, headers: { 'List-Unsubscribe': long } } });
    const lines = peer.mails[0]?.split('\r\n') ?? [];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    const unfolded = peer.mails[0]?.replace(/\r\n[ \t]/g, ' ') ?? '';
    expect(unfolded).toContain(`List-Unsubscribe: ${long}`);
  });

  it('keeps lines that begin with a dot', async () => {
    const peer = await peerThat();
    await send(peer, { ...sampleMail, content: { ...content, text: 'one\n.\nRCPT TO:<eve@example.com>\n' } });
    expect(peer.lines.filter((line) => line.startsWith('RCPT'))).toHaveLength(2);
    expect(peer.mails).toHaveLength(1);
    expect(peer.mails[0]).toContain('\r\n..\r\nRCPT TO:<eve@example.com>');
  });
});

describe('what a server answers', () => {
  it.each<[string, string, object]>([
    [
      'RCPT TO',
      '550 5.1.1 no such user',
      { outcome: 'refused', kind: 'hard_bounced', codes: { smtp: '550', enhanced: '5.1.1' } },
    ],
    ['RCPT TO', '450 4.2.0 greylisted', { outcome: 'not_now', reason: '450 4.2.0' }],
    ['MAIL FROM', '553 5.7.1 not yours', { outcome: 'refused', kind: 'failed' }],
    ['AUTH', '535 5.7.8 wrong password', { outcome: 'refused', kind: 'failed', codes: { smtp: '535' } }],
    ['greeting', '554 go away', { outcome: 'refused', kind: 'failed' }],
    ['greeting', '421 4.3.2 too busy', { outcome: 'not_now', reason: '421 4.3.2' }],
    ['DATA', '451 4.3.0 not now', { outcome: 'not_now' }],
    ['mail', '554 5.7.1 looks like spam', { outcome: 'refused', kind: 'dropped' }],
    ['mail', '452 4.3.1 out of space', { outcome: 'not_now' }],
    [
      'EHLO',
      '250-mail.example.com\r\n250 SIZE 100',
      { outcome: 'refused', kind: 'failed', providerEvent: 'SIZE' },
    ],
    ['mail', 'gibberish', { outcome: 'unknown' }],
    ['greeting', 'cut', { outcome: 'not_now' }],
    ['AUTH', 'cut', { outcome: 'not_now' }],
    ['MAIL FROM', 'cut', { outcome: 'not_now' }],
    ['RCPT TO', 'cut', { outcome: 'not_now' }],
    ['DATA', 'cut', { outcome: 'not_now' }],
    ['mail', 'cut', { outcome: 'unknown' }],
  ])('to %s with "%s" is read', async (command, reply, expected) => {
    const peer = await peerThat((line) => (line.startsWith(command) ? reply : null));
    expect(await send(peer)).toMatchObject(expected);
    expect(peer.connections()).toBe(1);
  });

  it('does not repeat a password that the server repeats', async () => {
    const peer = await peerThat((line) =>
      line.startsWith('RCPT') ? '550 5.1.1 no, "pass word" or not' : null,
    );
    expect(await send(peer)).toMatchObject({ reason: '550 5.1.1 no, "[secret]" or not' });
  });
});

describe('the connection', () => {
  it('says neither password nor mail where the server offers no TLS', async () => {
    const peer = await peerThat((line) => (line === 'STARTTLS' ? '502 5.5.1 unknown command' : null));
    const answer = await send(peer, sampleMail, { EARSHOT_LOCAL: '' });
    expect(answer).toMatchObject({ outcome: 'refused', kind: 'failed', providerEvent: '502 5.5.1' });
    expect(peer.lines.filter((line) => !/^(?:EHLO|STARTTLS|QUIT)/.test(line))).toEqual([]);
  });

  it('says nothing to a server whose certificate nobody vouches for, local mode or not', async () => {
    for (const EARSHOT_LOCAL of ['', '1']) {
      const peer = await peerThat(() => null, selfSigned('127.0.0.1'));
      const answer = await send(peer, sampleMail, { scheme: 'smtps', EARSHOT_LOCAL });
      expect(answer).toEqual({ outcome: 'not_now', afterMs: null, reason: 'certificate_not_trusted' });
      expect(peer.lines).toEqual([]);
    }
  });
});
