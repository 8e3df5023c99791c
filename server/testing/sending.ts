import { openDatabase } from '#db/client.ts';
import type { NotificationWish } from '#server/commands/notification-wish.ts';
import { notificationWish } from '#server/commands/notification-wish.ts';
import type { Outbound, SendDeps } from '#server/commands/send-deps.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { messageStream } from '#server/domain/message/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import type { OpenSenders } from '#server/providers/open-senders.ts';
import type { OutboundMessage, SendAnswer } from '#server/providers/sender.ts';
import { openUnsubscribeTokens } from '#server/unsubscribe/token.ts';
import { createTestDatabase } from './database.ts';
import { sampleFact, sampleSecrets } from './sample-events.ts';

/** A provider of one channel, as a test sees it. */
export interface ScriptedProvider {
  readonly sent: OutboundMessage[];
  /** What it answers next, in order; afterwards it takes everything. */
  readonly answers: (SendAnswer | (() => Promise<SendAnswer>))[];
  isIdempotent: boolean;
  isSetUp: boolean;
}

/** All that sending needs, on a Postgres of its own, with providers that the test speaks for and a clock it moves. */
export async function openSending(clock: { ms: number }) {
  const test = await createTestDatabase();
  const { sql, db, close } = openDatabase(test.url);
  const store = openEventStore(sql, sampleSecrets);
  const faults = { appends: 0 };
  const eventStore: EventStore = { ...store, append: (events) => appendOrBreak(store, events, faults) };
  const providers: Readonly<Record<Channel, ScriptedProvider>> = {
    email: scripted(),
    sms: scripted(),
    push: { ...scripted(), isSetUp: false },
    in_app: { ...scripted(), isSetUp: false },
  };
  const outbound: Outbound = {
    senders: sendersOf(providers),
    mailIdentities: {
      transactional: { name: 'Example Shop', address: 'no-reply@example.com' },
      marketing: { name: 'Example News', address: 'news@example.net' },
    },
    unsubscribeTokens: openUnsubscribeTokens(sampleSecrets.addressPepper),
    publicBaseUrl: 'https://earshot.test',
  };
  const now = () => instantFromMs(clock.ms);
  const deps: SendDeps = { eventStore, outbound, now };
  let facts = 0;
  return {
    sql,
    db,
    eventStore,
    deps,
    providers,
    /** `appends` of them, from now on, are lost with the process that makes them. */
    faults,
    adminUrl: test.adminUrl,
    by: () => ({ actor: 'api-key-shop', at: now() }),
    async project() {
      for (const model of projections) await runProjection({ sql, eventStore: store }, model);
    },
    /** Ada's addresses, which she has from now on. */
    async knows(userId: string, addresses: Partial<Record<Channel, string>>) {
      const entries = Object.entries(addresses) as [Channel, string][];
      await store.append(
        entries.map(([channel, value]) => {
          const subject = { kind: addressKinds[channel], value };
          facts += 1;
          return sampleFact(facts, {
            stream: contactStream(userId),
            type: 'ContactAddressSet',
            data: { userId, channel, subjectId: store.subjectIdOf(subject) },
            personal: { address: value },
            subject,
          });
        }),
      );
    },
    /** The types of events on a message's stream, and of the decisions on it, in order. */
    async told(messageId: string) {
      const events = await store.readStream(messageStream(messageId));
      const decided = await store.readStream(decisionStream(messageId));
      return {
        events: events.map(({ type }) => type),
        decisions: decided.flatMap((event) =>
          event.type === 'SendDecided' ? [event.data.decision.rule ?? event.data.decision.verdict] : [],
        ),
      };
    },
    async close() {
      await close();
      await test.drop();
    },
  };
}

export type Sending = Awaited<ReturnType<typeof openSending>>;

/** A receipt for Ada by mail, unless told otherwise. */
export function receiptFor(userId: string, changes: Partial<NotificationWish> = {}): NotificationWish {
  return notificationWish.parse({
    idempotencyKey: `receipt-${userId}`,
    userId,
    category: 'billing',
    template: 'receipt',
    fill: { amount: '49.90 EUR', item: 'Team plan', number: '42' },
    channels: ['email'],
    ...changes,
  });
}

function scripted(): ScriptedProvider {
  return { sent: [], answers: [], isIdempotent: false, isSetUp: true };
}

function sendersOf(providers: Readonly<Record<Channel, ScriptedProvider>>): OpenSenders {
  return <C extends Channel>(channel: C) => {
    const provider = providers[channel];
    if (!provider.isSetUp) return null;
    const id = `example-${channel}`;
    return {
      id,
      transport: {
        get isIdempotent() {
          return provider.isIdempotent;
        },
        async send(message: OutboundMessage<C>) {
          provider.sent.push(message);
          const answer = provider.answers.shift();
          if (typeof answer === 'function') return await answer();
          return answer ?? taken(`${id}-${provider.sent.length}`);
        },
      },
    };
  };
}

export function taken(providerMessageId: string): SendAnswer {
  return { outcome: 'accepted', providerMessageId, kind: 'accepted' };
}

async function appendOrBreak(store: EventStore, events: readonly NewEvent[], faults: { appends: number }) {
  if (faults.appends > 0) {
    faults.appends -= 1;
    throw new Error('the process ended');
  }
  return await store.append(events);
}
