import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { sampleReport } from '#server/testing/sample-events.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { createCaller } from '../router.ts';
import { contactsRouter } from './contacts.ts';

let sending: Sending;
let clock: { ms: number };
let asked: string[];

beforeEach(async () => {
  clock = { ms: Date.UTC(2026, 10, 21, 12) };
  asked = [];
  sending = await openSending(clock);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+4915112345678' });
  await sending.knows('ben', { email: 'ben@example.com' });
  await sending.project();
});

afterEach(() => sending.close());

function callerOf(email: string | null, userId = `account-${email}`) {
  const { db, eventStore, deps } = sending;
  const viewer = email === null ? null : { userId, email, role: 'user' as const };
  const askToSend = async (ids: readonly string[]) => void asked.push(...ids);
  const given = { db, eventStore, outbound: deps.outbound, now: deps.now, askToSend };
  return createCaller({ viewer, deps: callerDeps(given) }).contacts;
}
type Caller = ReturnType<typeof callerOf>;
const ada = () => callerOf('ada@example.com');
const ben = () => callerOf('ben@example.com');
const subjectIdOf = (value: string) => sending.eventStore.subjectIdOf({ kind: addressKinds.email, value });
const said = (userId: string) => sending.eventStore.readStream(contactStream(userId));
const wanted = { channel: 'email', address: 'new@example.com', language: 'en' } as const;

/** The code that was sent to an address last. */
async function codeTo(value: string, kind: 'email' | 'phone' = 'email'): Promise<string> {
  const about = sending.eventStore.subjectIdOf({ kind, value });
  const events = await sending.eventStore.readSubject(about, { types: ['NotificationRequested'] });
  const fills = events.flatMap((event) => ('fill' in (event.personal ?? {}) ? [event.personal] : []));
  const last = fills.at(-1) as { fill?: { code?: string } } | undefined;
  return last?.fill?.code ?? 'none';
}
const suppress = (
  address: string,
  reason: 'hard_bounce' | 'unsubscribe' | 'complaint' | 'inactive',
  scope: string,
) =>
  addSuppression(sending, {
    ...{ channel: 'email', address, reason, expiresAt: null, why: null, at: sending.deps.now() },
    // Safe: each test names a scope that there is.
    scope: scope as 'everything',
    by: { actor: 'admin-1', source: 'admin' },
  });

const calls = {
  mine: (caller: Caller) => caller.mine(),
  requestCode: (caller: Caller) => caller.requestCode(wanted),
  confirm: async (caller: Caller) => caller.confirm({ ...wanted, code: await codeTo(wanted.address) }),
  resubscribe: (caller: Caller) => caller.resubscribe({ channel: 'email', scope: 'category:marketing' }),
};

it('is for those who are signed in, and only this', async () => {
  expect(Object.keys(contactsRouter._def.procedures).sort()).toEqual(Object.keys(calls).sort());
  const nobody = callerOf(null);
  await expect(nobody.mine()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(nobody.requestCode(wanted)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(nobody.confirm({ ...wanted, code: '000000' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(calls.resubscribe(nobody)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

it('neither shows nor changes what is another person’s', async () => {
  await suppress('ben@example.com', 'unsubscribe', 'category:marketing');
  await sending.project();
  const before = [await ben().mine(), await said('ben')];
  expect(JSON.stringify(await ada().mine())).not.toContain('ben@');
  await ada().requestCode(wanted);
  await ada().confirm({ ...wanted, code: await codeTo(wanted.address) });
  await ada().resubscribe({ channel: 'email', scope: 'category:marketing' });
  await sending.project();
  expect([await ben().mine(), await said('ben')]).toEqual(before);
});

describe('each channel', () => {
  it('is told with its address, its state and since when', async () => {
    await sending.eventStore.append([
      sampleReport(10, { kind: 'hard_bounced', recipient: 'ada@example.com' }),
    ]);
    await sending.project();
    const { channels } = await ada().mine();
    expect(channels).toMatchObject([
      {
        ...{ channel: 'email', address: 'ada@example.com', state: 'hard_bounce', canCorrect: true },
        since: '2026-05-03T09:00:10.000Z',
      },
      { channel: 'sms', address: '+4915112345678', state: 'no_reports', canCorrect: true },
      { channel: 'in_app', address: null, state: 'own', canCorrect: false },
    ]);
  });
});

describe('correcting an address', () => {
  it('changes nothing before the code that was sent there comes back', async () => {
    const before = (await said('ada')).length;
    expect(await ada().requestCode(wanted)).toEqual({ status: 'sent', address: wanted.address });
    expect(asked).toHaveLength(1);
    expect(await said('ada')).toHaveLength(before);
    const code = await codeTo(wanted.address);
    expect(code).toMatch(/^\d{6}$/);
    expect(await ada().confirm({ ...wanted, code })).toEqual({ status: 'fits', signInAgain: true });
    expect((await said('ada')).at(-1)).toMatchObject({
      type: 'ContactAddressSet',
      ...{ source: 'user', actor: 'account-ada@example.com' },
      personal: { address: wanted.address },
    });
    // Who reads the old mailbox is told.
    expect(asked).toHaveLength(2);
    const about = subjectIdOf('ada@example.com');
    const told = await sending.eventStore.readSubject(about, { types: ['NotificationRequested'] });
    expect(told).toMatchObject([{ data: { template: 'address-changed', category: 'security' } }]);
  });

  it('lifts nothing, neither at the old address nor at the new one', async () => {
    await suppress('ada@example.com', 'hard_bounce', 'everything');
    await suppress(wanted.address, 'complaint', 'all_but_security');
    await ada().requestCode(wanted);
    await ada().confirm({ ...wanted, code: await codeTo(wanted.address) });
    for (const address of ['ada@example.com', wanted.address]) {
      const events = await sending.eventStore.readStream(suppressionStream('email', subjectIdOf(address)));
      expect(events.map(({ type }) => type)).toEqual(['SuppressionAdded']);
    }
    await sending.project();
    expect((await callerOf(wanted.address).mine()).channels[0]).toMatchObject({
      address: wanted.address,
      state: 'complaint',
    });
  });

  it('takes a code once, from whom it was made for, for this address alone, and for a while', async () => {
    await ada().requestCode(wanted);
    const code = await codeTo(wanted.address);
    const other = { ...wanted, address: 'other@example.com' };
    expect(await ben().confirm({ ...wanted, code })).toMatchObject({ status: 'wrong' });
    expect(await ada().confirm({ ...other, code })).toMatchObject({ status: 'wrong' });
    const both = await Promise.all([1, 2].map(() => ada().confirm({ ...wanted, code })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fits', 'over']);
    await ada().requestCode(other);
    const late = await codeTo(other.address);
    clock.ms += 30 * 60_000;
    expect(await ada().confirm({ ...other, code: late })).toMatchObject({ status: 'wrong' });
    expect(await said('ben')).toHaveLength(1);
  });

  it('cannot be guessed', async () => {
    await ada().requestCode(wanted);
    const code = await codeTo(wanted.address);
    const wrong = code === '000000' ? '000001' : '000000';
    for (let n = 0; n < 5; n += 1) {
      expect(await ada().confirm({ ...wanted, code: wrong })).toMatchObject({ status: 'wrong' });
    }
    expect(await ada().confirm({ ...wanted, code })).toMatchObject({ status: 'over' });
  });

  it('writes to nobody’s mailbox more than three times in a quarter of an hour, whoever asks', async () => {
    const answers = [];
    for (const caller of [ada(), ada(), ben(), ben()]) answers.push(await caller.requestCode(wanted));
    expect(answers.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent', 'too_many']);
    clock.ms += 15 * 60_000;
    expect(await ada().requestCode(wanted)).toMatchObject({ status: 'sent' });
  });

  it('answers alike for an address that nothing can be sent to', async () => {
    await suppress(wanted.address, 'hard_bounce', 'everything');
    expect(await ada().requestCode(wanted)).toEqual({ status: 'sent', address: wanted.address });
  });

  it('reads numbers as people write them', async () => {
    const phone = { channel: 'sms', address: ' 0049 (151) 999-888 77 ', language: 'de' } as const;
    expect(await ada().requestCode(phone)).toEqual({ status: 'sent', address: '+4915199988877' });
    const code = await codeTo('+4915199988877', 'phone');
    // The number is not what they are known by.
    expect(await ada().confirm({ ...phone, code })).toEqual({ status: 'fits', signInAgain: false });
  });

  it.each([
    ['email', 'no address'],
    ['email', 'a@example.com, b@example.com'],
    ['sms', '0151 12345678'],
  ] as const)('refuses, as %s, %j', async (channel, address) => {
    const call = ada().requestCode({ channel, address, language: 'en' });
    await expect(call).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/looks like/),
    });
    expect(asked).toEqual([]);
  });
});

describe('receiving again what was left', () => {
  const left = () => suppress('ada@example.com', 'unsubscribe', 'category:marketing');

  it('lifts that, and neither a bounce nor a complaint', async () => {
    await left();
    await suppress('ada@example.com', 'hard_bounce', 'everything');
    await sending.project();
    expect((await ada().mine()).channels[0]?.left).toMatchObject([{ scope: 'category:marketing' }]);
    expect(await calls.resubscribe(ada())).toEqual({ lifted: true });
    expect(await ada().resubscribe({ channel: 'email', scope: 'everything' })).toEqual({ lifted: false });
    await sending.project();
    expect((await ada().mine()).channels[0]).toMatchObject({ left: [], state: 'hard_bounce' });
  });

  it.each([
    ['the news, which stopped because nothing was opened', 'inactive', 'stream:marketing', false],
    ['everything', 'unsubscribe', 'all_but_security', true],
  ] as const)('brings back %s', async (_, reason, scope, isWhole) => {
    await suppress('ada@example.com', reason, scope);
    await sending.project();
    expect((await ada().mine()).channels[0]?.left).toMatchObject([{ reason, scope, isWhole }]);
    expect(await ada().resubscribe({ channel: 'email', scope })).toEqual({ lifted: true });
    await sending.project();
    expect((await ada().mine()).channels[0]?.left).toEqual([]);
  });

  it('is refused where the address is not proven to be theirs', async () => {
    const scope = 'category:marketing' as const;
    await expect(ada().resubscribe({ channel: 'sms', scope })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
