import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventType } from '#server/domain/events.ts';
import { defaultSunsetPolicy } from '#server/domain/sunset/policy.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { mailboxOf, mailTo } from '#server/testing/silent-mailbox.ts';
import { changeSunsetPolicy } from './change-sunset-policy.ts';
import { keepInterested } from './keep-interested.ts';
import { lookAtSunset } from './look-at-sunset.ts';
import { requestNotification } from './request-notification.ts';
import { sendMessage } from './send-message.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 21, 12);
let sending: Sending;
let clock: { ms: number };
let subjectId: string;

beforeEach(async () => {
  clock = { ms: start };
  sending = await openSending(clock);
  subjectId = mailboxOf(sending.eventStore, 'ada@example.com');
  const by = { actor: 'admin-1', at: sending.deps.now() };
  await changeSunsetPolicy(sending, { policy: { ...defaultSunsetPolicy, enabled: true }, basis: 0 }, by);
  const times = [400, 300, 200, 100, 20].map((day) => start - day * dayMs);
  await sending.eventStore.append(mailTo('ada@example.com', times));
  const { notificationId } = await look();
  await send(notificationId ?? '');
  clock.ms = start + 15 * dayMs;
});

afterEach(() => sending.close());

const look = (eventStore: EventStore = sending.eventStore) =>
  lookAtSunset({ ...sending.deps, db: sending.db, eventStore }, subjectId);
const press = (eventStore: EventStore = sending.eventStore) =>
  keepInterested({ eventStore }, { subjectId, at: sending.deps.now() });
const send = (notificationId: string) =>
  sendMessage(sending.deps, { notificationId, channel: 'email', attempt: 0, template: null });

/** A store in which somebody else does something just before an event of this type is first appended. */
function overtaken(type: EventType, by: () => Promise<unknown>): EventStore {
  let isOvertaken = false;
  return {
    ...sending.eventStore,
    async append(events) {
      if (!isOvertaken && events.some((event) => event.type === type)) {
        isOvertaken = true;
        await by();
      }
      return await sending.eventStore.append(events);
    },
  };
}

async function told() {
  clock.ms += 1;
  const { userId: _, ...wish } = receiptFor('nobody', { category: 'marketing' });
  const wished = { ...wish, addresses: { email: 'ada@example.com' } };
  return await send((await requestNotification(sending.deps, wished, sending.by())).notificationId);
}

it('is not ended by who decided so before somebody answered', async () => {
  await look(overtaken('SunsetEnded', press));
  expect(await told()).toMatchObject({ verdict: 'handed_over' });
});

it('is kept by who answered before somebody ended it', async () => {
  await press(overtaken('SunsetKept', look));
  expect(await told()).toMatchObject({ verdict: 'handed_over' });
});

it('is ended where nobody answers', async () => {
  await look();
  expect(await told()).toEqual({ verdict: 'skip', rule: 'suppressed' });
});
