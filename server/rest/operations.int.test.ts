import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactStream } from '#server/domain/contact/events.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { planned, samplePolicy } from '#server/domain/escalation/escalation-history.ts';
import { escalationStream } from '#server/domain/escalation/events.ts';
import { intended, outcomeUnknown } from '#server/domain/escalation/expected-actions.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import { type Call, openRestApi, type RestApi } from '#server/testing/rest-api.ts';
import { sampleFact, sampleReport, sampleUnreadable } from '#server/testing/sample-events.ts';
import { answerRequest } from './answer-request.ts';
import { operations } from './operations.ts';
import { problemShape } from './problem.ts';

let api: RestApi;
const jane = 'jane@example.com';
const letterId = encodeURIComponent('sample/unreadable-4');

const receipt = {
  ...{ userId: 'user-7', category: 'billing', template: 'receipt', channels: ['email'] },
  fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' },
};

/** One good call of each operation, by its id: `path` as a caller writes it. */
const examples: Record<string, { path: string; body?: unknown }> = {
  sendNotification: { path: '/notifications', body: { ...receipt, idempotencyKey: 'receipt-42' } },
  sendNotifications: { path: '/notifications/batch', body: { notifications: [receipt] } },
  getNotification: { path: '/notifications/ntf_1' },
  getNotificationEscalation: { path: '/notifications/ntf_1/escalation' },
  settleNotificationEscalation: {
    path: '/notifications/ntf_1/escalation/settle',
    body: { step: 0, outcome: 'sent' },
  },
  listMessages: { path: `/messages?recipient=${jane}&status=delivered&status=hard_bounced&limit=2` },
  getMessage: { path: '/messages/m-1?asOf=2026-11-21T10:00:00%2B01:00' },
  getMessageTimeline: { path: '/messages/m-1/timeline?raw=true' },
  getMessageDecision: { path: '/messages/m-1/decision' },
  listSuppressions: { path: '/suppressions?channel=email&reason=hard_bounce' },
  addSuppression: {
    path: '/suppressions',
    body: { channel: 'email', address: 'new@example.com', why: 'asked' },
  },
  liftSuppression: { path: '/suppressions?channel=email&address=bob@example.com&why=mended' },
  checkSuppressions: {
    path: '/suppressions/check',
    body: { channel: 'email', addresses: ['JANE@example.com'] },
  },
  getChannels: { path: '/people/user-7/channels' },
  getPreferences: { path: '/people/user-7/preferences' },
  putPreferences: {
    path: '/people/user-7/preferences',
    body: { preferences: [{ category: 'product', channel: 'email', enabled: false }], pause: {} },
  },
  putPolicy: {
    path: '/policies/late-receipts',
    body: {
      ...{ appliesTo: { template: 'receipt' }, critical: true, channel: 'email' },
      steps: [
        {
          when: 'not_opened',
          within: '15m',
          after: 'delivered',
          send: { channel: 'sms', template: 'receipt' },
        },
      ],
      ...{ giveUpAfter: '1h', unknownOpens: 'ignore' },
    },
  },
  getPolicy: { path: '/policies/late-receipts' },
  retirePolicy: { path: '/policies/late-receipts?basis=1' },
  recordEvent: { path: '/events', body: { id: 'r-1', type: 'read', messageId: 'm-1' } },
  listDeadLetters: { path: '/dead-letters' },
  getDeadLetter: { path: `/dead-letters/${letterId}` },
  replayDeadLetter: { path: `/dead-letters/${letterId}/replay` },
  replayDeadLetters: { path: '/dead-letters/replays', body: { signature: null } },
  listReplays: { path: '/dead-letters/replays' },
  getDeliveryMetrics: {
    path: '/metrics/delivery?from=2026-05-01T00:00:00Z&to=2026-05-10T00:00:00Z&by=channel&channel=email',
  },
  exportEvents: { path: '/export/events?after=1' },
};

beforeAll(async () => {
  api = await openRestApi();
  await api.eventStore.append([
    sampleReport(1, { kind: 'delivered', recipient: jane, messageId: 'm-1' }),
    sampleReport(2, { kind: 'hard_bounced', recipient: jane, messageId: 'm-2' }),
    sampleReport(3, { kind: 'hard_bounced', recipient: 'bob@example.com', messageId: 'm-3' }),
    sampleUnreadable(4),
    sampleFact(5, {
      stream: decisionStream('m-1'),
      type: 'SendDecided',
      data: {
        messageId: 'm-1',
        notificationId: 'ntf_1',
        channel: 'email',
        category: 'billing',
        decision: {
          verdict: 'send',
          rule: null,
          askAgainAt: null,
          checks: sendRules.map((rule) => ({
            ...{ rule, version: 1, input: {}, verdict: 'pass' as const, because: [], until: null },
          })),
        },
      },
      personal: null,
    }),
    sampleFact(7, {
      stream: notificationStream('ntf_1'),
      type: 'NotificationRequested',
      data: {
        ...{ notificationId: 'ntf_1', userId: 'user-7', category: 'billing', template: 'receipt' },
        ...{ channels: ['email'], criticality: 'normal', contentHash: 'hash-1' },
      },
      personal: { idempotencyKey: 'receipt-1' },
      subject: { kind: 'user', value: 'user-7' },
    }),
    ...[planned(samplePolicy()), intended(), outcomeUnknown].map((event, index) =>
      sampleFact(8 + index, { ...event, stream: escalationStream('ntf_1') }),
    ),
    sampleFact(6, {
      stream: contactStream('user-7'),
      type: 'ContactAddressSet',
      data: {
        userId: 'user-7',
        channel: 'email',
        subjectId: api.eventStore.subjectIdOf({ kind: 'email', value: jane }),
      },
      personal: { address: jane },
      subject: { kind: 'email', value: jane },
    }),
  ]);
  await api.project();
});

afterAll(() => api.close());

it('has an example of every operation, and of nothing else', () => {
  expect(Object.keys(examples).sort()).toEqual(operations.map(({ id }) => id).sort());
});

describe.each(operations.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation })))(
  '$name',
  ({ operation }) => {
    const example = examples[operation.id] ?? { path: '/none' };
    const ask = (call: Call) =>
      api.call(operation.method, example.path, {
        ...(example.body === undefined ? {} : { body: example.body }),
        ...call,
      });
    const refused = async (call: Call) => {
      const before = await api.eventStore.newestPosition();
      const answer = await ask(call);
      expect(await api.eventStore.newestPosition()).toBe(before);
      expect(problemShape.strict().parse(answer.json)).toEqual(answer.json);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      return answer;
    };

    it('is refused without a key, and with one that is not known', async () => {
      for (const key of [null, 'ek_0123456789abcdef_'.padEnd(63, 'A'), 'nonsense', 'bootstrap']) {
        const answer = await refused({ key });
        expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
      }
    });

    it('is refused to a key with every other scope, and names the one it lacks', async () => {
      const { token } = await api.keyWithout(operation.scope);
      const answer = await refused({ key: token });
      expect(answer).toMatchObject({ status: 403, json: { code: 'missing_scope' } });
      expect(answer.json.detail).toContain(operation.scope);
      expect(answer.headers.get('www-authenticate')).toContain(`scope="${operation.scope}"`);
    });

    it('refuses a parameter that it does not know', async () => {
      const path = `${example.path}${example.path.includes('?') ? '&' : '?'}unheard=of`;
      const answer = await api.call(operation.method, path, 'body' in example ? { body: example.body } : {});
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_parameters' } });
      expect(answer.json.errors).toContainEqual(expect.objectContaining({ path: 'query.unheard' }));
    });

    it('answers a key with its scope alone, in the shape that the document promises', async () => {
      const { token } = await api.keyWith(operation.scope);
      const answer = await ask({ key: token });
      expect(answer.status, answer.text).toBe(operation.answer.status);
      expect(answer.headers.get('content-type')).toBe(operation.answer.mediaType);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const isStream = operation.answer.mediaType === 'application/x-ndjson';
      const values = isStream
        ? answer.text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line))
        : [answer.json];
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect(operation.answer.schema.parse(value)).toEqual(value);
    });
  },
);

describe('a request that fits no operation', () => {
  it.each([
    ['GET', '/nothing', 404, null],
    ['GET', '', 404, null],
    ['GET', '/messages/', 404, null],
    ['GET', '/messages/%zz', 404, null],
    ['DELETE', '/messages', 405, 'GET'],
    ['PATCH', '/suppressions', 405, 'GET, POST, DELETE'],
    ['OPTIONS', '/dead-letters/replays', 405, 'POST, GET'],
    ['POST', '/openapi.json', 404, null],
  ])('%s %s is answered %s', async (method, path, status, allow) => {
    const answer = await api.call(method, path);
    expect(problemShape.strict().parse(answer.json)).toMatchObject({ status });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow')).toBe(allow);
  });
});

it('refuses text in a path or query that cannot be stored', async () => {
  for (const path of ['/messages/a%00b', '/messages?recipient=a%00b', '/messages?%00=1']) {
    expect((await api.call('GET', path)).json).toMatchObject({ status: 400, code: 'invalid_parameters' });
  }
});

it('answers HEAD as GET, without the body', async () => {
  const answer = await api.call('HEAD', '/messages');
  expect([answer.status, answer.text]).toEqual([200, '']);
});

it('shows the document to anybody', async () => {
  const answer = await api.call('GET', '/openapi.json', { key: null });
  expect(answer.json).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://earshot.test/api/v1' }] });
});

it('hides what went wrong inside from the caller, and tells it to the log without values', async () => {
  const request = new Request('https://earshot.test/api/v1/messages?recipient=jane@example.com', {
    headers: { authorization: 'Bearer bootstrap-key-of-the-tests' },
  });
  const inner = new Error('relation "messages" does not exist');
  const broken = new Proxy(api.deps.db, {
    get: () => () => {
      throw new Error('Failed query … params: jane@example.com', { cause: inner });
    },
  });
  const response = await answerRequest(request, { ...api.deps, db: broken });
  const problem = await response.json();
  expect(problem).toMatchObject({ status: 500, code: 'internal' });
  expect(JSON.stringify(problem)).not.toMatch(/relation|jane|stack/);
  expect(api.told.failures).toEqual([expect.objectContaining({ err: inner, instance: problem.instance })]);
  expect(await api.deps.metrics.registry.metrics()).toContain(
    'earshot_rest_requests_total{operation="listMessages",status="500"} 1',
  );
});
