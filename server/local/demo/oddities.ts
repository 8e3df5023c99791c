import { instantFromMs } from '#server/domain/instant.ts';
import { diceFor } from './dice.ts';
import type { Told } from './episode.ts';
import { addressOf, personOf } from './people.ts';
import type { Teller } from './tellers.ts';

/** What no well-meaning provider would say today: an event of a kind still unknown, a forgery, an old request. */
export interface Oddity {
  readonly name: 'unknown' | 'forged' | 'stale';
  readonly teller: Teller;
}

/** Every oddity that each of these can be made to say. */
export function odditiesOf(tellers: readonly Teller[]): readonly Oddity[] {
  return tellers.flatMap((teller) => [
    { name: 'unknown' as const, teller },
    { name: 'forged' as const, teller },
    ...(teller.signsTime ? [{ name: 'stale' as const, teller }] : []),
  ]);
}

/** `id` names it, so that no two are alike. */
export function tellOddity(
  { name, teller }: Oddity,
  { id, seed, number, toldMs }: { id: string; seed: string; number: number; toldMs: number },
): Told {
  const dice = diceFor(id, name, teller.id);
  const at = instantFromMs(Math.floor(toldMs / 1000) * 1000);
  if (name === 'unknown') {
    const word = dice.pick(['hologram_viewed', 'mailbox_moved', 'sender_praised']);
    const event = {
      id: `odd-${id}-${toldMs}`,
      type: word,
      event: word,
      timestamp: Math.floor(toldMs / 1000),
    };
    return { toldMs, provider: teller.id, what: 'unknown', event };
  }
  const [channel = 'email'] = teller.channels;
  const recipient = addressOf(personOf(seed, number), channel);
  const kind = dice.pick(teller.kinds);
  const report = { kind, at, recipient, providerMessageId: `${name}-${number}` };
  return { toldMs, provider: teller.id, what: name, report };
}
