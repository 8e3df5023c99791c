import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantFromMs } from '#server/domain/instant.ts';
import type { OutboundMessage } from '#server/providers/sender.ts';
import { sandbox } from './sandbox.ts';
import { sandboxMailSender, sandboxTextSender } from './sender.ts';
import { storyOf } from './stories.ts';

const credentials = sandbox.rehearsal.credentials();
const environment = { EARSHOT_LOCAL: '1', ...credentials.environment, SANDBOX_PACE: '0.01' };
let heard: { headers: Headers; body: Buffer }[] = [];
let refusals = 0;
let server: Server;
let url = '';

beforeEach(async () => {
  heard = [];
  refusals = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isRefused = refusals > 0;
      refusals -= 1;
      if (!isRefused) {
        const headers = new Headers(request.headers as Record<string, string>);
        heard.push({ headers, body: Buffer.concat(chunks) });
      }
      response.writeHead(isRefused ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}/api/webhooks/sandbox`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const messageTo = (to: string): OutboundMessage<'email'> => ({
  messageId: 'ntf_1-email-0',
  category: 'billing',
  template: 'receipt',
  stream: 'transactional',
  to,
  callbackUrl: url,
  content: {
    from: { address: 'no-reply@example.com' },
    subject: 'Your receipt',
    html: '',
    text: '',
    headers: {},
  },
});

/** What the endpoint makes of what was posted, each of them verified. */
async function reportsOf(count: number) {
  await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(count);
  const receiver = sandbox.configure(environment);
  if (receiver === null) throw new Error('not configured');
  const now = instantFromMs(Date.now());
  const items = heard.map(async ({ headers, body }) => {
    const verdict = await receiver.verify({ headers, body, url, method: 'POST' } as never, now);
    expect(verdict.ok).toBe(true);
    return receiver.read(body, { receivedAt: now, query: new URLSearchParams(), headers });
  });
  return (await Promise.all(items)).flat();
}

describe.each([sandboxMailSender, sandboxTextSender])('the sandbox as a sender of $channel', (sender) => {
  it('exists in local mode alone, and with a secret', () => {
    expect(sender.configure(environment)).not.toBeNull();
    const { EARSHOT_LOCAL: _, ...elsewhere } = environment;
    expect(sender.configure(elsewhere)).toBeNull();
    expect(sender.configure({ ...environment, EARSHOT_LOCAL: '0', NODE_ENV: 'development' })).toBeNull();
    expect(sender.configure({ EARSHOT_LOCAL: '1' })).toBeNull();
  });

  it.each(['fast', '-1', '101', 'NaN'])('refuses the pace %j', (pace) => {
    expect(() => sender.configure({ ...environment, SANDBOX_PACE: pace })).toThrow('SANDBOX_PACE');
  });
});

describe('a message to the sandbox', () => {
  const send = (to: string) => sandboxMailSender.configure(environment)?.send(messageTo(to));

  it('is told of by signed webhooks, in the order of its story', async () => {
    const answer = await send('clicked@sandbox.test');
    expect(answer).toMatchObject({ outcome: 'accepted', kind: 'accepted' });
    const items = await reportsOf(3);
    expect(items).toMatchObject([
      { outcome: 'report', kind: 'delivered', messageId: 'ntf_1-email-0' },
      { outcome: 'report', kind: 'opened', data: { machine: 'human' } },
      { outcome: 'report', kind: 'clicked' },
    ]);
    const id = answer?.outcome === 'accepted' ? answer.providerMessageId : null;
    expect(
      items.map((item) => 'data' in item && 'providerMessageId' in item.data && item.data.providerMessageId),
    ).toEqual([id, id, id]);
  });

  it('is told of again when the endpoint was not there', async () => {
    refusals = 2;
    await send('bounce@sandbox.test');
    expect(await reportsOf(1)).toMatchObject([
      { kind: 'hard_bounced', data: { codes: { enhanced: '5.1.1' } } },
    ]);
  });

  it('is refused at once where a carrier would', async () => {
    const text = sandboxTextSender.configure(environment);
    const to = (number: string) =>
      text?.send({ ...messageTo(number), content: { text: 'Hi' } } as OutboundMessage<'sms'>);
    expect(await to('+15005550001')).toMatchObject({ outcome: 'refused', kind: 'hard_bounced' });
    expect(await to('+15005550004')).toMatchObject({
      outcome: 'refused',
      kind: 'dropped',
      optedOut: 'sender',
    });
    expect(await to('+15005550006')).toMatchObject({ outcome: 'accepted' });
    expect(await reportsOf(2)).toMatchObject([{ kind: 'sent' }, { kind: 'delivered' }]);
  });
});

describe('the story of', () => {
  it.each([
    ['success@sandbox.test', ['delivered']],
    ['Success+7@Sandbox.test', ['delivered']],
    ['bounce@sandbox.test', ['hard_bounced']],
    ['softbounce@sandbox.test', ['soft_bounced']],
    ['complaint@sandbox.test', ['delivered', 'complained']],
    ['deferred@sandbox.test', ['deferred', 'deferred', 'delivered']],
    ['unopened@sandbox.test', ['delivered']],
    ['opened+ada@sandbox.test', ['delivered', 'opened']],
    ['clicked@sandbox.test', ['delivered', 'opened', 'clicked']],
    ['machine-open@sandbox.test', ['delivered', 'opened']],
    ['silent@sandbox.test', []],
    ['bounce@example.com', ['delivered']],
    ['constructor@sandbox.test', ['delivered']],
    ['+15005550006', ['sent', 'delivered']],
  ])('%s is %j', (recipient, kinds) => {
    const story = storyOf(recipient);
    expect(story.outcome === 'taken' && story.beats.map(({ kind }) => kind)).toEqual(kinds);
  });
});
