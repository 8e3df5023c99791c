import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { decideMessage } from '#server/commands/decide-message.ts';
import { sendRules } from '#server/domain/decision/send-decision.ts';
import { callerDeps } from '#server/testing/caller-deps.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { createCaller } from '../router.ts';
import { notificationsRouter } from './notifications.ts';

let sending: Sending;
const told: string[] = [];
beforeAll(async () => {
  sending = await openSending({ ms: Date.parse('2026-11-21T12:00:00.000Z') });
  await sending.knows('ada', { email: 'ada@example.com' });
});
afterAll(() => sending.close());

const viewer = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
const callerOf = (who: Viewer | null) => {
  const { db, deps } = sending;
  const { eventStore, outbound, now } = deps;
  const askToSend = async (ids: readonly string[]) => void told.push(...ids);
  return createCaller({ viewer: who, deps: callerDeps({ db, eventStore, outbound, now, askToSend }) })
    .notifications;
};
const receipt = {
  ...{ idempotencyKey: 'receipt-42', userId: 'ada', category: 'billing', template: 'receipt' },
  ...{ fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' }, channels: ['email' as const] },
  reference: 'orders/42',
};

it('is not for strangers and plain users, and sending for admins alone', async () => {
  expect(Object.keys(notificationsRouter._def.procedures)).toEqual(['send', 'byId']);
  for (const [who, code] of [
    [null, 'UNAUTHORIZED'],
    [viewer('user'), 'FORBIDDEN'],
  ] as const) {
    await expect(callerOf(who).send(receipt)).rejects.toMatchObject({ code });
    await expect(callerOf(who).byId({ id: 'ntf_1' })).rejects.toMatchObject({ code });
  }
  await expect(callerOf(viewer('support')).send(receipt)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(told).toEqual([]);
});

it('sends, and shows what was decided, masked for support', async () => {
  const { notificationId } = await callerOf(viewer('admin')).send(receipt);
  expect(told).toEqual([notificationId]);
  const toSend = { notificationId, channel: 'email', attempt: 0, template: null } as const;
  expect(await decideMessage(sending.deps, toSend)).toStrictEqual({ verdict: 'send' });
  await sending.project();
  expect(await callerOf(viewer('admin')).byId({ id: notificationId })).toMatchObject({
    ...{ id: notificationId, userId: 'ada', requestedBy: 'admin-1', idempotencyKey: 'receipt-42' },
    ...{ reference: 'orders/42', masked: false },
    decisions: [
      {
        ...{ messageId: `${notificationId}-email-0`, verdict: 'send', rule: null },
        checks: sendRules.map((rule) => ({ rule, verdict: 'pass' })),
      },
    ],
    messages: [{ status: 'requested', recipient: 'ada@example.com', template: 'receipt' }],
  });
  expect(await callerOf(viewer('support')).byId({ id: notificationId })).toMatchObject({
    ...{ masked: true, idempotencyKey: null, reference: null },
    messages: [{ recipient: 'a•••@example.com' }],
  });
});

it('refuses what does not fit and what is not known', async () => {
  const admin = callerOf(viewer('admin'));
  await expect(admin.send({ ...receipt, fill: {} })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(admin.send({ ...receipt, criticality: 'critical' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await expect(admin.byId({ id: 'ntf_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
