import { setTimeout as pause } from 'node:timers/promises';
import { notificationWish } from '#server/commands/notification-wish.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import type { SendDeps } from '#server/commands/send-deps.ts';
import { samplePolicy, sampleStep } from '#server/domain/escalation/escalation-history.ts';
import { escalationPoliciesStream } from '#server/domain/escalation-policy/events.ts';
import { eventTypeOfReport, messageStream } from '#server/domain/message/events.ts';
import type { ReportData } from '#server/domain/message/report.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { NewEvent } from '#server/event-store/event-store.ts';
import { diceFor } from '#server/local/demo/dice.ts';
import { senders } from '#server/providers/sender-registry.ts';
import type { KilledInstallation } from './killed-installation.ts';

/** Somebody who is told something critical by mail, and by SMS where they do not open it. */
export interface Told {
  readonly notificationId: string;
  readonly number: string;
}

/** Of the signals that are given while the engine is down, how many nobody gives again. */
const lostShare = 0.1;
const openedShare = 0.15;
const longestDeliveryMs = 300;
const longestUnopenedMs = 2_500;

/** Asks for notifications as the web server does, and reports what becomes of the mails as their provider does. */
export function openTellings(given: {
  readonly deps: SendDeps;
  readonly installation: KilledInstallation;
  readonly seed: string;
}) {
  const { deps, installation, seed } = given;
  const told: Told[] = [];
  const byMail = new Map<string, string>();
  const underWay = new Set<Promise<void>>();
  const signals = diceFor(seed, 'signals');
  const signal = (name: string, data: Record<string, unknown>) =>
    installation.signal(name, data, !signals.chance(lostShare));
  const append = async (event: NewEvent) => {
    await deps.eventStore.append([event]);
    await signal('events/appended', {});
  };
  const follow = async (address: string, notificationId: string) => {
    const dice = diceFor(seed, 'mail', address);
    await pause(dice.next() * longestDeliveryMs);
    await append(reportOf(deps, { address, notificationId, kind: 'delivered', changes: {} }));
    if (!dice.chance(openedShare)) return;
    await pause(dice.next() * longestUnopenedMs);
    await append(reportOf(deps, { address, notificationId, kind: 'opened', changes: { machine: 'human' } }));
  };
  return {
    told: told as readonly Told[],
    /** An SMS follows where a mail was not opened within a second of its delivery. */
    followsPolicy: () => deps.eventStore.append([policyEvent(deps)]),
    async ask(): Promise<void> {
      const n = told.length + 1;
      const address = `person-${n}@example.com`;
      const number = `+491511${2_000_000 + n}`;
      const wish = notificationWish.parse({
        idempotencyKey: `${seed}-${n}`,
        userId: `person-${n}`,
        addresses: { email: address, sms: number },
        category: 'billing',
        template: 'receipt',
        fill: { amount: '49.90 EUR', item: 'Team plan', number: String(n) },
        channels: ['email'],
        criticality: 'critical',
      });
      // Before anything is awaited, so that the next one has another number.
      told.push({ notificationId: '', number });
      const { notificationId } = await requestNotification(deps, wish, { actor: 'shop', at: deps.now() });
      told[n - 1] = { notificationId, number };
      byMail.set(address, notificationId);
      await signal('notifications/requested', { notificationId });
    },
    /** The provider took a mail for this address. */
    mailTaken(address: string): void {
      const notificationId = byMail.get(address);
      if (notificationId === undefined) throw new Error('A mail was sent that nobody asked for.');
      const following = follow(address, notificationId).finally(() => underWay.delete(following));
      underWay.add(following);
    },
    /** Resolves when all is reported that is going to be. */
    async reported(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

export type Tellings = ReturnType<typeof openTellings>;

function policyEvent({ now }: SendDeps): NewEvent {
  const step = sampleStep({ within: '1s', send: { channel: 'sms', template: 'receipt' } });
  const policy = samplePolicy({ critical: true, steps: [step] });
  return {
    stream: escalationPoliciesStream,
    type: 'EscalationPolicySaved',
    data: { policy },
    personal: null,
    subject: null,
    source: 'admin',
    ...stamped(now(), 'policy'),
  };
}

interface Reported {
  readonly address: string;
  readonly notificationId: string;
  readonly kind: 'delivered' | 'opened';
  readonly changes: Partial<ReportData>;
}

function reportOf({ now }: SendDeps, { address, notificationId, kind, changes }: Reported): NewEvent {
  const messageId = messageIdOf(notificationId, 'email', 0);
  const provider = senders.email[0]?.id ?? '';
  return {
    stream: messageStream(messageId),
    type: eventTypeOfReport[kind],
    data: { messageId, channel: 'email', provider, providerEvent: kind, echoed: true, ...changes },
    personal: { recipient: address, raw: { kind } },
    subject: { kind: 'email', value: address },
    source: provider,
    verification: { scope: 'full_body', method: 'sample', keyId: 'k1' },
    ...stamped(now(), `${messageId}-${kind}`),
  };
}

function stamped(at: ReturnType<SendDeps['now']>, id: string) {
  return { occurredAt: at, receivedAt: at, sourceEventId: id, fingerprint: ['told under fire', id] };
}
