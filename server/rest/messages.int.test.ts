import { beforeEach, describe, expect, it } from 'vitest';
import { decisionStream } from '#server/domain/decision/events.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleFact, sampleReport } from '#server/testing/sample-events.ts';

let api: RestApi;
const jane = 'jane@example.com';
const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3, 9, 0, seconds)).toISOString();

beforeEach(async () => {
  api = await openRestApi();
  return () => api.close();
});

const get = async (path: string) => {
  const answer = await api.call('GET', path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};
const ids = async (query: string) =>
  (await get(`/messages?${query}`)).items.map(({ id }: { id: string }) => id);

describe('finding messages', () => {
  beforeEach(async () => {
    await api.eventStore.append([
      sampleReport(1, { recipient: jane, messageId: 'a', kind: 'delivered' }),
      sampleReport(2, { recipient: jane, messageId: 'b', kind: 'hard_bounced' }),
      sampleReport(3, { recipient: 'jane@example.com.au', messageId: 'c', kind: 'delivered' }),
      // Heard of under an id made from the provider's, before ours came with it.
      sampleReport(4, {
        recipient: 'bob@example.com',
        messageId: 'derived',
        providerMessageId: 'esp-7',
        echoed: false,
      }),
      sampleReport(5, {
        recipient: 'bob@example.com',
        messageId: 'ours',
        providerMessageId: 'esp-7',
        kind: 'opened',
      }),
    ]);
    await api.project();
  });

  it('takes a whole recipient in any case, and no beginning of one', async () => {
    expect(await ids('recipient=JANE@example.com')).toEqual(['b', 'a']);
    expect(await ids('recipient=jane')).toEqual([]);
  });

  it('takes a provider’s message id, whichever id the message is known under', async () => {
    expect(await ids('providerMessageId=p-b')).toEqual(['b']);
    expect(await ids('providerMessageId=esp-7')).toEqual(['ours']);
    expect(await ids('providerMessageId=p')).toEqual([]);
  });

  it('takes any of several statuses, with everything else that is asked for', async () => {
    expect(await ids('status=delivered&status=hard_bounced')).toEqual(['ours', 'c', 'b', 'a']);
    expect(await ids(`status=hard_bounced&recipient=${jane}&channel=email&provider=sample`)).toEqual(['b']);
    expect(await ids('channel=sms')).toEqual([]);
    expect(await ids('provider=other')).toEqual([]);
  });

  it('takes a time from its first moment to before its last, in any zone', async () => {
    expect(await ids(`from=${at(2)}&to=${at(3)}`)).toEqual(['b']);
    expect(await ids('from=2026-05-03T11:00:02%2B02:00&to=2026-05-03T09:00:03Z')).toEqual(['b']);
  });

  it.each([
    'from=yesterday',
    'from=2026-02-30T00:00:00Z',
    'from=2026-05-03T09:00:00',
    'from=0000-01-01T00:00:00Z',
  ])('refuses %s', async (query) => {
    expect(await api.call('GET', `/messages?${query}`)).toMatchObject({ status: 400 });
  });

  it('finds one by any of its ids, with all that is known of it', async () => {
    const message = await get('/messages/derived');
    expect(message).toMatchObject({
      id: 'ours',
      status: 'delivered',
      opens: { human: 1, machine: 0, unknown: 0 },
    });
    expect(await api.call('GET', '/messages/none')).toMatchObject({
      status: 404,
      json: { code: 'message_unknown' },
    });
    expect(await api.call('GET', '/messages/none/timeline')).toMatchObject({ status: 404 });
    expect(await api.call('GET', '/messages/a/decision')).toMatchObject({
      status: 404,
      json: { code: 'decision_unknown' },
    });
  });
});

describe('pages', () => {
  it('come to their end without a gap or a repetition while messages arrive', async () => {
    const report = (n: number) => sampleReport(n, { messageId: `m-${n}` });
    // Three share each moment, so that a page ends between messages of the same one.
    const same = (n: number) => ({ ...report(n), occurredAt: at(Math.floor(n / 3)) });
    await api.eventStore.append(Array.from({ length: 20 }, (_, n) => same(n)));
    await api.project();
    const seen: string[] = [];
    let cursor: string | null = null;
    let arrived = 100;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = await get(
        `/messages?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      arrived += 1;
      await api.eventStore.append([report(arrived)]);
      await api.project();
    } while (cursor !== null);
    expect(seen).toHaveLength(20);
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 20 }, (_, n) => `m-${n}`)));
  });

  it('cannot be asked for with a cursor of one’s own making', async () => {
    for (const cursor of [
      'bm8',
      '***',
      Buffer.from('["2026-99-01T00:00:00.000Z","m"]').toString('base64url'),
    ]) {
      expect(await api.call('GET', `/messages?cursor=${cursor}`)).toMatchObject({
        status: 400,
        json: { code: 'invalid_cursor' },
      });
    }
  });
});

describe('a decision', () => {
  const decided = (n: number, verdict: 'send' | 'skip') => ({
    ...{ verdict, rule: verdict === 'send' ? null : ('no_address' as const), askAgainAt: null },
    checks: sendRules.map((rule) => ({
      ...{ rule, version: n, input: { n }, because: ['api/fact-1'], until: at(n) },
      verdict: verdict === 'skip' && rule === 'no_address' ? ('fail' as const) : ('pass' as const),
    })),
  });

  it('is the newest one with every check it was made by, under any id of the message', async () => {
    const message = {
      messageId: 'ours',
      notificationId: 'ntf_1',
      channel: 'email',
      category: 'billing',
    } as const;
    const fact = (n: number, verdict: 'send' | 'skip') =>
      sampleFact(n, {
        stream: decisionStream('ours'),
        type: 'SendDecided',
        data: { ...message, decision: decided(n, verdict) },
        personal: null,
      });
    await api.eventStore.append([
      fact(3, 'send'),
      fact(2, 'skip'),
      sampleReport(4, { recipient: jane, messageId: 'derived', providerMessageId: 'esp-7', echoed: false }),
      sampleReport(5, { recipient: jane, messageId: 'ours', providerMessageId: 'esp-7', kind: 'opened' }),
    ]);
    await api.project();
    const expected = { ...message, ...decided(3, 'send'), decidedAt: at(3), eventId: 'api/fact-3' };
    expect(await get('/messages/ours/decision')).toStrictEqual(expected);
    expect(await get('/messages/derived/decision')).toStrictEqual(expected);
  });
});

describe('a timeline', () => {
  it('tells all that is known of each event', async () => {
    const bounce = sampleReport(2, { recipient: jane, messageId: 'a', kind: 'hard_bounced' });
    const click = sampleReport(3, { recipient: jane, messageId: 'a', kind: 'clicked' });
    if (bounce.type !== 'MessageHardBounced' || click.type !== 'MessageClicked') throw new Error('two kinds');
    await api.eventStore.append([
      { ...click, personal: { ...click.personal, url: 'https://shop.example.com/1' } },
      {
        ...bounce,
        data: { ...bounce.data, codes: { smtp: '550', enhanced: '5.1.1' } },
        personal: { ...bounce.personal, reason: 'no such user' },
      },
    ]);
    await api.eventStore.append([bounce]);
    await api.project();
    const { items } = await get('/messages/a/timeline');
    expect(items).toMatchObject([
      {
        id: 'sample/e-2',
        type: 'hard_bounced',
        occurredAt: at(2),
        receivedAt: at(2),
        provider: 'sample',
        providerEventId: 'e-2',
        providerMessageId: 'p-a',
        recipient: jane,
        reason: 'no such user',
        codes: { smtp: '550', enhanced: '5.1.1' },
        verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
        duplicates: 1,
        machine: null,
        url: null,
      },
      { type: 'clicked', machine: 'human', url: 'https://shop.example.com/1', duplicates: 0 },
    ]);
    expect(items[0]).not.toHaveProperty('raw');
    const withRaw = await get('/messages/a/timeline?raw=true');
    expect(JSON.parse(withRaw.items[0].raw)).toEqual({ n: 2, email: jane });
  });

  it('is as it was at a moment, by either clock', async () => {
    await api.eventStore.append([
      sampleReport(1, { messageId: 'a', kind: 'delivered' }),
      sampleReport(9, { messageId: 'a', kind: 'opened' }),
    ]);
    await api.project();
    const kinds = async (query: string) =>
      (await get(`/messages/a/timeline?${query}`)).items.map(({ type }: { type: string }) => type);
    expect(await kinds(`asOf=${at(5)}`)).toEqual(['delivered']);
    expect(await kinds(`asOf=${at(9)}`)).toEqual(['delivered', 'opened']);
    expect((await api.call('GET', `/messages/a?asOf=${at(0)}`)).status).toBe(404);
    expect((await get(`/messages/a?asOf=${at(5)}`)).engagement).toBe('none');
    // By the database's clock nothing was known on that day.
    expect((await api.call('GET', `/messages/a/timeline?asOf=${at(9)}&clock=recorded`)).status).toBe(404);
  });
});
