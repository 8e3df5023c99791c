import { expect, it } from 'vitest';
import { replyWishes } from '#server/domain/reply/events.ts';
import { twilio } from './twilio.ts';

const at = '2025-11-21T08:00:00.000Z';
const base = 'https://earshot.example.com';
const endpoint = `${base}/api/webhooks/twilio`;
const { environment, secret } = twilio.rehearsal.credentials();
const receiver = twilio.configure({ ...environment, PUBLIC_BASE_URL: base });
const signing = { secret, signedAt: at, url: endpoint };

it.each(replyWishes)('a person who writes back to ask for %j is understood', async (wish) => {
  const reply = { wish, at, sender: '+15005551234', providerMessageId: `SM-${wish}`, text: 'Nun gut' };
  const [request, ...others] = twilio.rehearsal.replies?.([reply], signing) ?? [];
  if (request === undefined || receiver === null) throw new Error('there must be a request and a receiver');
  expect(others).toEqual([]);
  const headers = new Headers(request.headers);
  const verdict = await receiver.verify({ url: endpoint, headers, body: request.body }, at);
  expect(verdict).toMatchObject({ ok: true });
  expect(
    receiver.read(request.body, { receivedAt: at, query: new URLSearchParams(), headers }),
  ).toMatchObject([
    {
      outcome: 'reply',
      address: { kind: 'phone', value: '+15005551234' },
      data: { wish, providerMessageId: `SM-${wish}` },
      personal: { text: 'Nun gut' },
    },
  ]);
});

it('speaks the error code that is asked for, if it means what the report is', () => {
  const report = { at, recipient: '+15005551234', providerMessageId: 'SM1' };
  const spoken = (kind: 'hard_bounced' | 'dropped', provider: string) => {
    const [request] = twilio.rehearsal.requests([{ ...report, kind, codes: { provider } }], signing);
    return new URLSearchParams(request?.body.toString()).get('ErrorCode');
  };
  expect(spoken('hard_bounced', '30006')).toBe('30006');
  expect(spoken('hard_bounced', '30003')).toBe('30005');
  expect(spoken('dropped', '21610')).toBe('30007');
});

it('refuses to say what Twilio never says', () => {
  const report = { kind: 'opened', at, recipient: '+15005551234', providerMessageId: 'SM1' } as const;
  expect(() => twilio.rehearsal.requests([report], signing)).toThrow(RangeError);
});
