import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Channel } from '#server/domain/message/report.ts';
import { type HttpPeer, httpPeer, type PeerBehaviour } from '#server/testing/http-peer.ts';
import { http2Peer } from '#server/testing/http2-peer.ts';
import { rudeServer } from '#server/testing/rude-server.ts';
import { sampleMail } from '#server/testing/sample-mail.ts';
import { smtpPeer } from '#server/testing/smtp-peer.ts';
import { ConfigurationError } from './provider.ts';
import type { OutboundMessage, SendAnswer, Sender } from './sender.ts';
import { senders } from './sender-registry.ts';

const everySender: readonly Sender[] = Object.values(senders).flat();
const local = { EARSHOT_LOCAL: '1', PUBLIC_BASE_URL: 'https://earshot.example.com' };
const { content: _, ...envelope } = sampleMail;
const messages: { readonly [C in Channel]: OutboundMessage<C> } = {
  email: sampleMail,
  sms: { ...envelope, to: '+15005550006', content: { text: 'Your code is 1234.' } },
  push: { ...envelope, to: '0123456789abcdef'.repeat(4), content: { title: 'Invoice', body: 'It is due.' } },
  in_app: { ...envelope, to: 'user_1', content: { title: 'Invoice', body: 'It is due.' } },
};

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function ask(sender: Sender, origin: string, message: OutboundMessage = messages[sender.channel]) {
  const { rehearsal } = sender;
  const login = rehearsal.login && (await peerThat(httpPeer, { status: 200, body: rehearsal.login }));
  const transport = sender.configure({ ...local, ...rehearsal.environment(origin, login?.origin) });
  if (transport === null) throw new Error(`${sender.id} is off although its variables are set`);
  return transport.send(message);
}

async function peerThat(open: () => Promise<HttpPeer>, behaviour: PeerBehaviour): Promise<HttpPeer> {
  const peer = await open();
  cleanUps.push(() => peer.close());
  peer.behave(behaviour);
  return peer;
}

async function serverThat(meet: (socket: Socket) => void) {
  const server = await rudeServer(meet);
  cleanUps.push(() => server.close());
  return server;
}

it('looks at a sender of mails', () => {
  expect(senders.email.length).toBeGreaterThan(0);
  for (const [channel, ofChannel] of Object.entries(senders)) {
    expect(new Set(ofChannel.map(({ id }) => id)).size).toBe(ofChannel.length);
    expect(ofChannel.every((sender) => sender.channel === channel && sender.name !== '')).toBe(true);
  }
});

/** Those that speak with somebody. */
const outward = everySender.filter(({ rehearsal }) => rehearsal.speaks !== 'nothing');
const opens = ({ rehearsal }: Sender) => (rehearsal.speaks === 'http2' ? http2Peer : httpPeer);

describe.each(outward.map((sender) => ({ id: sender.id, sender })))('$id', ({ sender }) => {
  const { rehearsal } = sender;
  const environment = rehearsal.environment('http://127.0.0.1:9');
  const secretValues = rehearsal.secrets.map((variable) => environment[variable] ?? '');

  it('is off without its variables', () => {
    expect(sender.configure({})).toBeNull();
    expect(sender.configure(local)).toBeNull();
  });

  it('is on with them, and names secrets among them', () => {
    expect(sender.configure({ ...local, ...environment })).not.toBeNull();
    expect(secretValues.every((value) => value.length >= 16)).toBe(true);
  });

  it.each(Object.keys(environment))(
    'never shows what is wrong with %s, or with anything else',
    (variable) => {
      const nonsense = ['no good \u{1F4A5} value', '//no-good-value?#', 'no-good\r\nvalue: 1', ''];
      for (const value of nonsense) {
        const given = { ...local, ...environment, [variable]: value };
        try {
          sender.configure(given);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          const { message, variable: named } = error as ConfigurationError;
          expect(message.startsWith(`${named}: `)).toBe(true);
          for (const shown of [...secretValues, 'no-good', 'no good']) expect(message).not.toContain(shown);
        }
      }
    },
  );

  /** Who has asked over HTTP has said everything; who waits for a greeting has said nothing. */
  const outcome = rehearsal.speaks === 'smtp' ? 'not_now' : 'unknown';
  const onceAsked = (socket: Socket, act: () => void) =>
    rehearsal.speaks === 'smtp' ? act() : socket.once('data', act);

  it('knows no more than it can where somebody hangs up', async () => {
    const { origin, sockets } = await serverThat((socket) => onceAsked(socket, () => socket.destroy()));
    expect(await ask(sender, origin)).toMatchObject({ outcome });
    expect(sockets).toHaveLength(1);
  });

  it('knows no more than it can where it is told nonsense at length', async () => {
    const nonsense = `\0\xff${'nonsense\r\n'.repeat(5000)}`;
    const { origin } = await serverThat((socket) => onceAsked(socket, () => socket.end(nonsense)));
    expect(await ask(sender, origin)).toMatchObject({ outcome });
  });

  it('says "not now" where nobody is there', async () => {
    const gone = await httpPeer();
    await gone.close();
    expect(await ask(sender, gone.origin)).toMatchObject({ outcome: 'not_now', afterMs: null });
  });

  it('shows no secret, even when the provider repeats all that it was told, or uses a key as a code', async () => {
    for (const word of [null, ...secretValues]) {
      const answer = await repeated(sender, word);
      expect(['refused', 'not_now', 'unknown']).toContain(answer.outcome);
      const sent = secretValues.flatMap((value) => [value, Buffer.from(value).toString('base64')]);
      for (const secret of sent) expect(JSON.stringify(answer)).not.toContain(secret);
    }
  });
});

/** What the sender makes of a provider that refuses, and says back what it was sent, or one word of it. */
async function repeated(sender: Sender, word: string | null): Promise<SendAnswer> {
  if (sender.rehearsal.speaks === 'smtp') {
    const peer = await smtpPeer();
    cleanUps.push(() => peer.close());
    peer.behave((line) => (/^AUTH/.test(line) ? `535 5.7.8 no: ${word ?? line}` : null));
    const answer = await ask(sender, `http://127.0.0.1:${peer.port}`);
    expect(peer.lines.some((line) => line.startsWith('AUTH'))).toBe(true);
    return answer;
  }
  const peer = await peerThat(opens(sender), ({ headers, body }, response) => {
    const said = word ?? Object.values(headers).join(' ') + body;
    const error = {
      message: said,
      name: said,
      Message: said,
      ErrorCode: 1,
      __type: said,
      code: said,
      error: said,
      reason: said,
    };
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...error, errors: [{ message: said, field: said }] }));
  });
  const answer = await ask(sender, peer.origin);
  expect(peer.seen.length).toBeGreaterThan(0);
  return answer;
}

const overHttp = everySender.filter(({ rehearsal }) => rehearsal.speaks.startsWith('http'));

describe.each(overHttp.map((sender) => ({ id: sender.id, sender })))('$id over HTTP', ({ sender }) => {
  const peerHere = (behaviour: PeerBehaviour) => peerThat(opens(sender), behaviour);
  const afterFault = sender.rehearsal.isUnknownAfterFault
    ? { outcome: 'unknown' }
    : { outcome: 'not_now', afterMs: null };

  it.each([
    [401, { outcome: 'refused', kind: 'failed', codes: { provider: '401' } }],
    [403, { outcome: 'refused', kind: 'failed', codes: { provider: '403' } }],
    [400, { outcome: 'refused', kind: 'failed', codes: { provider: '400' } }],
    [413, { outcome: 'refused', kind: 'failed', codes: { provider: '413' } }],
    [422, { outcome: 'refused', kind: 'failed', codes: { provider: '422' } }],
    [408, { outcome: 'not_now', afterMs: null }],
    [500, afterFault],
    [503, afterFault],
    [502, { outcome: 'unknown' }],
    [504, { outcome: 'unknown' }],
    [524, { outcome: 'unknown' }],
  ])('reads a bare %i', async (status, expected) => {
    expect(await ask(sender, (await peerHere({ status })).origin)).toMatchObject(expected);
  });

  it('waits as long as it is told to', async () => {
    const peer = await peerHere({ status: 429, headers: { 'retry-after': '17' }, body: {} });
    expect(await ask(sender, peer.origin)).toMatchObject({ outcome: 'not_now', afterMs: 17_000 });
  });

  it('follows no redirect and says where the fault may be', async () => {
    const elsewhere = await peerHere({ status: 200 });
    const peer = await peerHere({ status: 307, headers: { location: `${elsewhere.origin}/` } });
    const answer = await ask(sender, peer.origin);
    expect(answer).toMatchObject({
      outcome: 'refused',
      kind: 'failed',
      reason: expect.stringContaining('address'),
    });
    expect([peer.seen.length, elsewhere.seen.length]).toEqual([1, 0]);
  });

  it('takes no yes that is not the provider’s', async () => {
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' };
    expect(await ask(sender, (await peerHere(page)).origin)).toMatchObject({ outcome: 'unknown' });
    const huge = { status: 200, body: `{"padding":"${'x'.repeat(2 * 1024 * 1024)}"}` };
    expect(await ask(sender, (await peerHere(huge)).origin)).toMatchObject({ outcome: 'unknown' });
  });

  it('does not know what became of a message whose answer is cut off or does not come', async () => {
    const cut = await peerHere((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"id":', () => response.destroy());
    });
    expect(await ask(sender, cut.origin)).toMatchObject({ outcome: 'unknown' });

    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const silent = await peerHere(() => patience.abort(new DOMException('', 'TimeoutError')));
    expect(await ask(sender, silent.origin)).toMatchObject({ outcome: 'unknown', reason: 'timeout' });
  });

  it('asks nobody in the clear outside local mode', () => {
    const environment = sender.rehearsal.environment('http://gateway.example.com');
    expect(() => sender.configure(environment)).toThrow(ConfigurationError);
    expect(sender.configure(sender.rehearsal.environment('https://gateway.example.com'))).not.toBeNull();
  });
});

describe.each(senders.email.map((sender) => ({ id: sender.id, sender })))('$id with mails', ({ sender }) => {
  const { content } = sampleMail;
  const unsafe: readonly [string, OutboundMessage<'email'>][] = [
    [
      'a break in a header',
      { ...sampleMail, content: { ...content, headers: { 'X-A': 'a\r\nBcc: eve@example.com' } } },
    ],
    ['a lone line feed in a header', { ...sampleMail, content: { ...content, headers: { 'X-A': 'a\nb' } } }],
    [
      'a break in the name of a header',
      { ...sampleMail, content: { ...content, headers: { 'X\r\nBcc': 'eve@example.com' } } },
    ],
    [
      'a colon in the name of a header',
      { ...sampleMail, content: { ...content, headers: { 'Bcc:x': 'a' } } },
    ],
    [
      'a header that adds recipients',
      { ...sampleMail, content: { ...content, headers: { bcc: 'eve@example.com' } } },
    ],
    ['a header twice', { ...sampleMail, content: { ...content, headers: { 'X-A': 'a', 'x-a': 'b' } } }],
    [
      'a break in the subject',
      { ...sampleMail, content: { ...content, subject: 'a\r\nBcc: eve@example.com' } },
    ],
    [
      'a break in the sender’s name',
      { ...sampleMail, content: { ...content, from: { address: 'a@example.com', name: 'a\nb' } } },
    ],
    [
      'a break in the address for replies',
      { ...sampleMail, content: { ...content, replyTo: { address: 'a@example.com\r\nx' } } },
    ],
    ['two recipients in one', { ...sampleMail, to: 'ada@example.com, eve@example.com' }],
    ['a recipient that ends early', { ...sampleMail, to: 'ada@example.com>\r\nRCPT TO:<eve@example.com' }],
    ['an id that ends a header', { ...sampleMail, messageId: 'a\r\nb' }],
  ];

  it.each(unsafe)('sends nothing with %s', async (_name, message) => {
    let connections = 0;
    const { origin } = await serverThat((socket) => {
      connections += 1;
      socket.destroy();
    });
    const answer = await ask(sender, origin, message);
    expect(answer).toMatchObject({ outcome: 'refused', kind: 'failed', providerEvent: 'not_asked' });
    expect(JSON.stringify(answer)).not.toMatch(/\\[rn]|eve@/);
    expect(connections).toBe(0);
  });
});
