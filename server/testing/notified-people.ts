import { contactStream } from '#server/domain/contact/events.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { notificationStream } from '#server/domain/notification/events.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { subjectStream } from '#server/domain/subject/events.ts';
import type { EventStore, NewEvent, SubjectAddress } from '#server/event-store/event-store.ts';
import { escalationToAppend, generatedEscalation } from './generated-escalations.ts';
import { sampleFact } from './sample-events.ts';

const people = 40;
const notifications = 300;
const rounds = 8;
const requestedIn = 6;
const deedsFrom = 500_000;
const erasedAt = instantFromMs(Date.UTC(2026, 5, 1));

const subjectOf = (userId: string): SubjectAddress => ({ kind: 'user', value: userId });
const personOf = (n: number) => `person-${n % people}`;

/**
 * Appends what happens to 40 people over 8 rounds: 300 notifications, most of which escalate while others begin, what
 * the people and their helpers do, and in some rounds an erasure, after which more is asked for the same person.
 * `between` runs after each round, so that who reads on then keeps rows while events about them are still to come.
 */
export async function appendNotifiedPeople(
  store: EventStore,
  between: () => Promise<unknown>,
): Promise<void> {
  const escalations = Array.from({ length: notifications }, (_, n) => {
    // Numbers without a pattern that the choices could follow, the same in every run.
    const choices = Array.from({ length: 8 }, (__, k) => (n * 7_919 + k * k * 104_729 + 13) % 1_009);
    const start = n % requestedIn;
    return { start, facts: n % 5 === 0 ? [] : generatedEscalation(`ntf_${n}`, choices, start) };
  });
  for (let round = 0; round < rounds; round += 1) {
    const escalating = escalations.flatMap(({ start, facts }) =>
      round < start ? [] : facts.slice(round - start, round - start + 1).map(escalationToAppend),
    );
    await store.append([...requestsIn(round), ...escalating, ...deedsIn(round, store)]);
    if (round % 2 === 1) {
      const by = { actor: 'user-admin', reason: 'asked for', at: erasedAt };
      await store.eraseSubject(store.subjectIdOf(subjectOf(personOf(round))), by);
    }
    await between();
  }
}

function requestsIn(round: number): NewEvent[] {
  const all = Array.from({ length: notifications }, (_, n) => n);
  return all.filter((n) => n % requestedIn === round).map(requested);
}

function requested(n: number): NewEvent {
  const notificationId = `ntf_${n}`;
  const userId = personOf(n);
  const reference = n % 3 === 0 ? {} : { dataReference: `invoices/${n % 20}` };
  return sampleFact(300_000 + n, {
    stream: notificationStream(notificationId),
    type: 'NotificationRequested',
    data: {
      notificationId,
      userId,
      category: 'billing',
      template: 'receipt',
      channels: ['email'],
      criticality: n % 2 === 0 ? 'normal' : 'critical',
      ...(n % 4 === 0 ? { value: { currency: 'EUR', amountMicros: n * 10_000 } } : {}),
      contentHash: `hash-${n}`,
    },
    personal: { idempotencyKey: `key-${n}`, ...reference },
    subject: subjectOf(userId),
  });
}

function deedsIn(round: number, store: EventStore): NewEvent[] {
  return Array.from({ length: people }, (_, n) => {
    const number = deedsFrom + round * people + n;
    const userId = personOf(n);
    const subject = subjectOf(userId);
    const subjectId = store.subjectIdOf(subject);
    switch (n % 4) {
      case 0:
        return sampleFact(number, {
          stream: contactStream(userId),
          type: 'ContactAddressSet',
          data: { userId, channel: 'push', subjectId },
          personal: { address: `device-${n}-${round}` },
          subject,
        });
      case 1:
        return sampleFact(number, {
          stream: subjectStream(subjectId),
          type: 'PersonalDataRevealed',
          data: { subjectId, kind: 'notification', id: `ntf_${n}`, why: null },
          personal: null,
        });
      case 2:
        return sampleFact(number, {
          stream: preferencesStream(userId),
          type: 'PreferenceChanged',
          data: { userId, category: 'product', channel: 'email', enabled: round % 2 === 0 },
          personal: null,
        });
      default:
        return unsigned(
          sampleFact(number, {
            stream: preferencesStream(userId),
            type: 'AllPaused',
            data: { userId, until: null },
            personal: null,
          }),
        );
    }
  });
}

/** The same without anybody's name to it, as what machines do. */
function unsigned({ actor: _, ...event }: NewEvent): NewEvent {
  return event;
}
