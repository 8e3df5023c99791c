import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sandbox } from './sandbox.ts';

const { environment } = sandbox.rehearsal.credentials();
const local = sandbox.configure({ ...environment, EARSHOT_LOCAL: '1' });
const fixtures = new URL('fixtures/', import.meta.url);

describe('outside local mode', () => {
  it.each([undefined, '', '0', 'true', 'yes', '1 ', '01'])(
    'does not exist with EARSHOT_LOCAL=%j, whatever else is set',
    (flag) => {
      const given = { ...environment, NODE_ENV: 'development', EARSHOT_LOCAL: flag };
      expect(sandbox.configure(given)).toBeNull();
    },
  );

  it('is not even looked at', () => {
    expect(sandbox.configure({ SANDBOX_WEBHOOK_SECRETS: 'nonsense' })).toBeNull();
  });
});

it('exists in local mode, with keys', () => {
  expect(local).not.toBeNull();
  expect(sandbox.configure({ EARSHOT_LOCAL: '1' })).toBeNull();
  const wrong = { EARSHOT_LOCAL: '1', SANDBOX_WEBHOOK_SECRETS: 'nonsense' };
  expect(() => sandbox.configure(wrong)).toThrow(/^SANDBOX_WEBHOOK_SECRETS: /);
});

const meanings: Record<string, object> = {
  success: { kind: 'delivered', messageId: 'msg_1', data: { channel: 'email' } },
  bounce: { kind: 'hard_bounced', messageId: 'msg_2' },
  'machine-open': { kind: 'opened', data: { machine: 'likely_machine' } },
  'sms-delivered': { kind: 'delivered', data: { channel: 'sms' } },
  'sms-to-no-number': { kind: 'hard_bounced', address: { kind: 'phone', value: '+15005550001' } },
  'channel-it-does-not-have': { outcome: 'unreadable', failure: 'data.channel: foreign' },
};

describe('each fixture is read as what it means', () => {
  it('and none is left out', () => {
    const files = readdirSync(fixtures).map((file) => file.replace('.json', ''));
    expect(Object.keys(meanings).sort()).toEqual(files.sort());
  });

  it.each(Object.keys(meanings))('%s', (name) => {
    const context = {
      receivedAt: '2026-11-21T12:00:00.000Z',
      query: new URLSearchParams(),
      headers: new Headers({ 'webhook-id': 'evt_1' }),
    };
    const items = local?.read(readFileSync(new URL(`${name}.json`, fixtures)), context);
    expect(items).toMatchObject([meanings[name] ?? {}]);
  });
});
