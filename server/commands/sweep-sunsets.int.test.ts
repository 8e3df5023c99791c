import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import { sunsetStream } from '#server/domain/sunset/events.ts';
import { defaultSunsetPolicy } from '#server/domain/sunset/policy.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { mailboxOf, mailTo } from '#server/testing/silent-mailbox.ts';
import { addSuppression } from './add-suppression.ts';
import { changeSunsetPolicy } from './change-sunset-policy.ts';
import { keepInterested } from './keep-interested.ts';
import { lookAtSunset } from './look-at-sunset.ts';
import { requestNotification } from './request-notification.ts';
import { sendMessage } from './send-message.ts';
import { askPage, settlePage } from './sweep-sunsets.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 21, 12);
const daysAgo = (...days: number[]) => days.map((day) => start - day * dayMs);
/** Known for more than a year, and written to all the time. */
const year = daysAgo(400, 300, 200, 100, 20);

let sending: Sending;
let clock: { ms: number };

beforeEach(async () => {
  clock = { ms: start };
  sending = await openSending(clock);
  await changeSunsetPolicy(
    sending,
    { policy: { ...defaultSunsetPolicy, enabled: true }, basis: 0 },
    { actor: 'admin-1', at: sending.deps.now() },
  );
});

afterEach(() => sending.close());

const deps = () => ({ ...sending.deps, db: sending.db });
const ask = async (room = 500) => {
  await sending.project();
  return await askPage(deps(), '', room);
};
const settle = async () => {
  await sending.project();
  return await settlePage(deps(), '');
};
const send = (notificationId: string) =>
  sendMessage(sending.deps, { notificationId, channel: 'email', attempt: 0, template: null });

/** Asks, and lets the mails go out. */
async function askAndSend(): Promise<readonly string[]> {
  const { asked } = await ask();
  for (const notificationId of asked) {
    await send(notificationId);
    clock.ms += 1;
  }
  return asked;
}

async function told(address: string, category: 'marketing' | 'billing') {
  clock.ms += 1;
  const { userId: _, ...wish } = receiptFor('nobody', {
    category,
    idempotencyKey: `${category}-${clock.ms}`,
  });
  const wished = { ...wish, addresses: { email: address } };
  const { notificationId } = await requestNotification(sending.deps, wished, sending.by());
  return await send(notificationId);
}

/** Somebody did something with the mail that asked. */
async function report(
  notificationId: string,
  kind: 'opened' | 'clicked',
  machine: 'human' | 'likely_machine',
) {
  const id = `${notificationId}-email-0`;
  const at = sending.deps.now();
  await sending.eventStore.append([
    {
      stream: messageStream(id),
      type: eventTypeOfReport[kind],
      data: {
        messageId: id,
        channel: 'email',
        provider: 'sample',
        providerEvent: kind,
        machine,
        echoed: true,
      },
      personal: { recipient: 'ada@example.com', raw: {} },
      subject: { kind: 'email', value: 'ada@example.com' },
      occurredAt: at,
      receivedAt: at,
      source: 'sample',
      sourceEventId: `${id}-${kind}-${machine}`,
      fingerprint: [id, kind, machine],
    },
  ]);
}

const historyOf = async (address: string) =>
  (await sending.eventStore.readStream(sunsetStream(mailboxOf(sending.eventStore, address)))).map(
    ({ type }) => type,
  );

describe('an address that nobody reads for a year', () => {
  beforeEach(() => sending.eventStore.append(mailTo('ada@example.com', year)));

  it('is asked once, and leaves marketing and nothing else when nobody answers', async () => {
    expect(await askAndSend()).toHaveLength(1);
    expect(sending.providers.email.sent).toMatchObject([
      { to: 'ada@example.com', category: 'marketing', stream: 'marketing' },
    ]);
    expect((await ask()).asked).toEqual([]);
    clock.ms = start + 13 * dayMs;
    expect(await settle()).toMatchObject({ ended: 0 });
    expect(await told('ada@example.com', 'marketing')).toMatchObject({ verdict: 'handed_over' });
    clock.ms = start + 15 * dayMs;
    expect(await settle()).toMatchObject({ ended: 1, kept: 0 });
    expect(await told('ada@example.com', 'marketing')).toEqual({ verdict: 'skip', rule: 'suppressed' });
    expect(await told('ada@example.com', 'billing')).toMatchObject({ verdict: 'handed_over' });
    expect(await settle()).toMatchObject({ ended: 0, kept: 0 });
    expect((await ask()).asked).toEqual([]);
    expect(await historyOf('ada@example.com')).toEqual(['SunsetAsked', 'SunsetEnded']);
  });

  it('is asked by a mail in the words of the policy, whose link keeps it', async () => {
    await askAndSend();
    const [mail] = sending.providers.email.sent;
    const { text, subject } = (mail?.content ?? {}) as { text: string; subject: string };
    expect(subject).toBe(defaultSunsetPolicy.wording.subject);
    expect(text).toContain(defaultSunsetPolicy.wording.text);
    const token = /unsubscribe\?token=([\w-]+)/.exec(text)?.[1] ?? '';
    const opened = sending.deps.outbound.unsubscribeTokens.verify(token, sending.deps.now());
    const subjectId = mailboxOf(sending.eventStore, 'ada@example.com');
    expect(opened?.scope).toEqual({ may: 'keep', who: { channel: 'email', subjectId } });
  });

  it.each(['opened', 'clicked'] as const)('stays when the mail that asks is %s by a person', async (kind) => {
    const [notificationId = ''] = await askAndSend();
    clock.ms = start + 5 * dayMs;
    await report(notificationId, kind, 'human');
    clock.ms = start + 15 * dayMs;
    expect(await settle()).toMatchObject({ ended: 0, kept: 1 });
    expect(await told('ada@example.com', 'marketing')).toMatchObject({ verdict: 'handed_over' });
  });

  it('does not stay because a machine opened it', async () => {
    const [notificationId = ''] = await askAndSend();
    clock.ms = start + 5 * dayMs;
    await report(notificationId, 'opened', 'likely_machine');
    clock.ms = start + 15 * dayMs;
    expect(await settle()).toMatchObject({ ended: 1, kept: 0 });
  });

  it('comes back by the link, also late, and only what silence did is lifted', async () => {
    await askAndSend();
    clock.ms = start + 15 * dayMs;
    await settle();
    const subjectId = mailboxOf(sending.eventStore, 'ada@example.com');
    const press = () => keepInterested(sending.deps, { subjectId, at: sending.deps.now() });
    clock.ms += dayMs;
    await Promise.all([press(), press()]);
    await press();
    expect(await told('ada@example.com', 'marketing')).toMatchObject({ verdict: 'handed_over' });
    expect(await historyOf('ada@example.com')).toEqual(['SunsetAsked', 'SunsetEnded', 'SunsetKept']);
    clock.ms += 100 * dayMs;
    expect((await ask()).asked).toEqual([]);
  });

  it('comes back when a person reads a mail again', async () => {
    const [notificationId = ''] = await askAndSend();
    clock.ms = start + 15 * dayMs;
    await settle();
    clock.ms += dayMs;
    await report(notificationId, 'clicked', 'human');
    expect(await settle()).toMatchObject({ kept: 1 });
    expect(await told('ada@example.com', 'marketing')).toMatchObject({ verdict: 'handed_over' });
  });

  it('is not taken out where the mail that asks was never sent', async () => {
    expect((await ask()).asked).toHaveLength(1);
    clock.ms = start + 15 * dayMs;
    expect(await settle()).toMatchObject({ ended: 0, cancelled: 1 });
    expect(await told('ada@example.com', 'marketing')).toMatchObject({ verdict: 'handed_over' });
    expect((await ask()).asked).toEqual([]);
  });

  it('is asked once by two who look at once', async () => {
    await sending.project();
    const subjectId = mailboxOf(sending.eventStore, 'ada@example.com');
    const done = await Promise.all([1, 2, 3].map(() => lookAtSunset(deps(), subjectId)));
    expect(new Set(done.flatMap(({ notificationId }) => notificationId ?? [])).size).toBe(1);
    expect(await historyOf('ada@example.com')).toEqual(['SunsetAsked']);
    const asked = await sending.sql`select 1 from events where type = 'NotificationRequested'`;
    expect(asked).toHaveLength(1);
  });

  it('is spared by a conversion that the read models have not seen yet', async () => {
    await sending.project();
    const messageId = `ada@example.com-marketing-${year[4]}`;
    const at = sending.deps.now();
    await sending.eventStore.append([
      {
        stream: messageStream(messageId),
        type: 'MessageConverted',
        data: { messageId, channel: 'email', conversion: 'bought' },
        personal: null,
        subject: null,
        occurredAt: at,
        receivedAt: at,
        source: 'api',
        sourceEventId: 'bought-1',
        fingerprint: ['bought-1'],
      },
    ]);
    expect((await askPage(deps(), '', 500)).asked).toEqual([]);
  });
});

describe('nobody is asked', () => {
  it.each([
    [
      'who opened one within the year',
      () => [
        ...mailTo('ben@example.com', year),
        ...mailTo('ben@example.com', daysAgo(340), { did: ['opened'] }),
      ],
    ],
    [
      'who reads other mail of ours',
      () => [
        ...mailTo('ben@example.com', year),
        ...mailTo('ben@example.com', daysAgo(50), { category: 'billing', did: ['clicked'] }),
      ],
    ],
    ['who is not known for a year', () => mailTo('ben@example.com', daysAgo(300, 200, 100))],
    ['who got too few to tell', () => mailTo('ben@example.com', daysAgo(500, 400, 200, 100))],
    ['who gets receipts only', () => mailTo('ben@example.com', year, { category: 'billing' })],
  ])('%s', async (_, history) => {
    await sending.eventStore.append([...history(), ...mailTo('ada@example.com', year)]);
    expect((await ask()).asked).toHaveLength(1);
    expect(await historyOf('ada@example.com')).toEqual(['SunsetAsked']);
    expect(await historyOf('ben@example.com')).toEqual([]);
  });

  it('who left, and nobody while it is off', async () => {
    await sending.eventStore.append(mailTo('ada@example.com', year));
    await addSuppression(sending, {
      ...{ channel: 'email', address: 'ada@example.com', reason: 'unsubscribe', scope: 'category:marketing' },
      ...{ expiresAt: null, why: null, by: { actor: 'admin-1', source: 'admin' }, at: sending.deps.now() },
    });
    expect((await ask()).asked).toEqual([]);
    await sending.eventStore.append(mailTo('ben@example.com', year));
    const off = { policy: defaultSunsetPolicy, basis: 1 };
    await changeSunsetPolicy(sending, off, { actor: 'admin-1', at: sending.deps.now() });
    expect((await ask()).asked).toEqual([]);
  });

  it('beyond what one run may ask', async () => {
    await sending.eventStore.append(
      ['ada', 'ben', 'carl'].flatMap((name) => mailTo(`${name}@example.com`, year)),
    );
    const first = await ask(2);
    expect(first.asked).toHaveLength(2);
    expect(first.after).toBeNull();
    expect((await ask()).asked).toHaveLength(1);
  });
});
