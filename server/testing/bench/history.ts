import { createHash } from 'node:crypto';
import { instantFromMs } from '#server/domain/instant.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { eventAt, type Mail } from './history-events.ts';
import { delaysMs, plotOf } from './plots.ts';

const messagesPerHour = 12_000;
const everyMs = 3_600_000 / messagesPerHour;
const began = Date.UTC(2026, 2, 2, 6, 0, 0);

/**
 * What a sender of 12,000 messages an hour appends, in the order in which it happens, without end: events of one
 * message lie seconds to hours apart, between those of others. Two in five messages go to somebody who got some
 * before, anyone of all so far. The same numbers give the same events.
 */
export function* history(store: Pick<EventStore, 'subjectIdOf' | 'hash'>): Generator<NewEvent> {
  for (let slot = 0; ; slot += 1) {
    const at = instantFromMs(began + slot * everyMs);
    for (const delayMs of delaysMs) {
      const number = slot - Math.round(delayMs / everyMs);
      if (number < 0) continue;
      const plot = plotOf(mix(number, 1) % 1_000, mix(number, 2) % 1_000);
      let mail: Mail | undefined;
      for (const [index, step] of plot.steps.entries()) {
        if (step.afterMs !== delayMs) continue;
        mail ??= mailOf(store, number, plot.isOurs);
        yield eventAt(step, { mail, index, at });
      }
    }
  }
}

/** The next `size` events of a history. */
export function take(events: Iterator<NewEvent>, size: number): NewEvent[] {
  return Array.from({ length: size }, () => events.next().value as NewEvent);
}

function mailOf(store: Pick<EventStore, 'subjectIdOf' | 'hash'>, number: number, isOurs: boolean): Mail {
  const person = personOf(number);
  const recipient = `${givenNames[person % givenNames.length]}.p${person}@mail-${person % 97}.example.com`;
  const subjectId = store.subjectIdOf({ kind: 'email', value: recipient });
  const providerMessageId = idOf('provider', number);
  const messageId = isOurs
    ? idOf('message', number)
    : store.hash('message', JSON.stringify(['example-mail', providerMessageId, subjectId]));
  return {
    ...{ number, isOurs, recipient, subjectId, providerMessageId, messageId },
    userId: `user-${person}`,
    notificationId: isOurs ? idOf('notification', number) : null,
  };
}

/** Three of five messages make a new person; the others go to one of those who were there before. */
function personOf(number: number): number {
  const block = Math.floor(number / 5);
  const place = number % 5;
  return place < 3 ? 3 * block + place : mix(number, 3) % (3 * block + 3);
}

/** As spread out as ids in real life, which is what indexes have to bear. */
function idOf(purpose: string, number: number): string {
  return createHash('sha256').update(`${purpose}/${number}`).digest('base64url').slice(0, 22);
}

/** A number that looks drawn by lot and is always the same: the finaliser of MurmurHash3. */
function mix(number: number, salt: number): number {
  let hash = Math.imul(number, 0x9e37_79b1) ^ Math.imul(salt, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const givenNames = ['alexandra', 'benedikt', 'charlotte', 'dimitrios', 'eleonora', 'frederick', 'giovanna'];
