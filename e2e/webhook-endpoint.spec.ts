import type { Provider, SignedRequest } from '#server/providers/provider.ts';
import { providers } from '#server/providers/registry.ts';
import { expect, type Installation, test } from './fixtures.ts';

const instantOf = (ms: number) => new Date(ms).toISOString();

const hourMs = 3_600_000;

/** How a good request is spoilt, and what the endpoint must answer. */
interface BadInput {
  readonly name: string;
  /** Some providers try again after 401 and not after 403, so that a wrong key can be mended: each is given its own. */
  readonly statuses: readonly number[];
  readonly codes: readonly [string, ...string[]];
  /** Signatures within the body, or over fields of it, need other spoilers: the contract suite has them. */
  readonly signs: readonly Provider['signs'][];
  spoil(good: SignedRequest, sign: (body: Buffer, ageMs?: number) => SignedRequest): SignedRequest;
}

const badInputs: readonly BadInput[] = [
  {
    name: 'unsigned',
    statuses: [401, 403],
    codes: ['signature_missing'],
    signs: ['bytes', 'secret'],
    spoil: ({ body }) => ({ headers: {}, body }),
  },
  {
    name: 'unsigned and not JSON',
    statuses: [401, 403],
    codes: ['signature_missing'],
    signs: ['bytes', 'secret'],
    spoil: () => ({ headers: {}, body: Buffer.from('hello') }),
  },
  {
    name: 'empty',
    statuses: [400],
    codes: ['empty_body'],
    signs: ['bytes', 'fields', 'token', 'secret'],
    spoil: ({ headers }) => ({ headers, body: Buffer.alloc(0) }),
  },
  {
    name: 'tampered by one byte',
    statuses: [401, 403],
    codes: ['signature_mismatch'],
    signs: ['bytes'],
    spoil: ({ headers, body }) => ({
      headers,
      body: Buffer.from(body.map((byte, n) => (n === 30 ? byte ^ 1 : byte))),
    }),
  },
  {
    name: 'a day and two hours old',
    statuses: [401, 403],
    codes: ['timestamp_stale', 'token_expired'],
    signs: ['bytes'],
    spoil: ({ body }, sign) => sign(body, 26 * hourMs),
  },
  {
    name: 'an hour ahead of time',
    statuses: [401, 403],
    codes: ['timestamp_in_future'],
    signs: ['bytes'],
    spoil: ({ body }, sign) => sign(body, -hourMs),
  },
  {
    name: 'larger than the limit',
    statuses: [413],
    codes: ['body_too_large'],
    signs: ['bytes', 'fields', 'token', 'secret'],
    spoil: (_, sign) => sign(Buffer.alloc(40 * 1024 * 1024, 'a')),
  },
];

const post = (url: string, provider: string, { headers, body, query }: SignedRequest) =>
  fetch(`${url}/api/webhooks/${provider}${query ?? ''}`, {
    method: 'POST',
    headers: { ...headers },
    body: new Uint8Array(body),
  });

async function rejections(url: string, provider: string, code: string): Promise<number> {
  const metrics = await (await fetch(`${url}/api/metrics`)).text();
  const line = metrics
    .split('\n')
    .find((candidate) =>
      candidate.startsWith(`earshot_webhook_rejections_total{provider="${provider}",code="${code}"}`),
    );
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** Events about a person nobody else's test knows. */
async function eventsAbout({ sql }: Installation, providerMessageId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from events where data->>'providerMessageId' = ${providerMessageId}`;
  return row?.n ?? 0;
}

for (const provider of providers) {
  const build = (installation: Installation, providerMessageId: string) => {
    const secret = installation.secrets.rehearsals[provider.id]?.secret ?? '';
    const url = `${installation.url}/api/webhooks/${provider.id}`;
    const signing = (by: string, signedAt: string) => ({ secret: by, signedAt, url });
    const sign = (body: Buffer, ageMs = 0) =>
      provider.rehearsal.sign(body, signing(secret, instantOf(Date.now() - ageMs)));
    const kind = provider.rehearsal.kinds[0] ?? 'delivered';
    const at = instantOf(Date.now());
    const report = { kind, at, recipient: `${providerMessageId}@example.com`, providerMessageId };
    const [good] = provider.rehearsal.requests([report], signing(secret, at));
    if (!good) throw new Error('a rehearsal makes at least one request');
    const [forged] = provider.rehearsal.requests(
      [report],
      signing(provider.rehearsal.credentials().secret, at),
    );
    if (!forged) throw new Error('a rehearsal makes at least one request');
    return { good, sign, forged };
  };

  test.describe(`${provider.name} webhooks`, () => {
    for (const { name, statuses, codes, spoil } of badInputs.filter(({ signs }) =>
      signs.includes(provider.signs),
    )) {
      test(`refuses a request that is ${name}, writes nothing and counts it`, async ({ installation }) => {
        const id = `bad-${codes[0]}-${name.replaceAll(' ', '-')}`;
        const { good, sign } = build(installation, id);
        const refused = () =>
          Promise.all(codes.map((code) => rejections(installation.url, provider.id, code)));
        const before = Math.max(...(await refused()));
        const response = await post(installation.url, provider.id, spoil(good, sign));
        const answer: { error: string; message: string } = await response.json();
        expect(statuses).toContain(response.status);
        expect(codes).toContain(answer.error);
        expect(answer.message).toMatch(/^[A-Z][^{}<>]+\.$/);
        expect(await eventsAbout(installation, id)).toBe(0);
        expect(Math.max(...(await refused()))).toBeGreaterThan(before);
      });
    }

    test('refuses a request signed with another key', async ({ installation }) => {
      const { forged } = build(installation, 'bad-key');
      const { status } = await post(installation.url, provider.id, forged);
      expect([401, 403]).toContain(status);
      expect(await eventsAbout(installation, 'bad-key')).toBe(0);
    });

    for (const [name, body] of [
      ['not JSON', 'hello, this is no JSON'],
      ['JSON of the wrong shape', '{"hello": ["world"]}'],
    ] as const) {
      test(`keeps what is signed but ${name} as a dead letter`, async ({ installation }) => {
        const { sign } = build(installation, 'unreadable');
        const distinct = Buffer.from(body.replace('hello', `hello ${instantOf(Date.now())}`));
        const response = await post(installation.url, provider.id, sign(distinct));
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({ received: 1, unreadable: 1 });
      });
    }
  });
}

test('has no door for a provider nobody knows', async ({ installation }) => {
  const response = await post(installation.url, 'carrier-pigeon', { headers: {}, body: Buffer.from('[]') });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: 'unknown_provider' });
});
