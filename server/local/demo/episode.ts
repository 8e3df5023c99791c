import { createHash } from 'node:crypto';
import { instantFromMs } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { RehearsedReply, RehearsedReport } from '#server/providers/provider.ts';
import type { Beat } from './beats.ts';
import { type Dice, diceFor } from './dice.ts';
import { matterOf } from './letters.ts';
import type { Casting } from './necessary.ts';
import { addressOf, type Person } from './people.ts';
import type { Letter } from './stories.ts';
import type { Teller } from './tellers.ts';

/** One thing a provider tells, and when. */
export type Told = { readonly toldMs: number; readonly provider: string } & (
  | { readonly what: 'report'; readonly report: RehearsedReport }
  | { readonly what: 'reply'; readonly reply: RehearsedReply }
  /** What must not be believed: signed by a stranger, or too long ago. */
  | { readonly what: 'forged' | 'stale'; readonly report: RehearsedReport }
  /** Signed, and about something nobody has heard of. */
  | { readonly what: 'unknown'; readonly event: Readonly<Record<string, string | number>> }
);

/** A story as it happens to one person. */
export interface Episode extends Casting {
  /** The same one goes the same way ... */
  readonly id: string;
  /** ... with other messages on another day. */
  readonly day: number;
  readonly person: Person;
  readonly startMs: number;
  /** Who else could tell a second message over another channel. */
  readonly others: readonly Teller[];
}

/** Everything that is told of an episode, in the order in which it happens. */
export function tellEpisode(episode: Episode): readonly Told[] {
  const dice = diceFor(episode.id);
  const { story, teller } = episode;
  const matter = matterOf(dice, story.category);
  // What other systems send without our id is heard as well, and found by the provider's.
  const isOurs = dice.chance(0.75);
  const name = `${episode.day}/${episode.id}`;
  const notificationId = `ntf_${hashOf(name).slice(0, 14)}`;
  const channel = channelOf(teller, story.channels);
  let sentMs = episode.startMs;
  return story.letters(dice).flatMap((letter, number) => {
    sentMs += letter.afterMs;
    const way = letter.elsewhere ? otherWay(episode.others, channel, dice) : null;
    const { teller: by, channel: over } = way ?? { teller, channel };
    // Only what goes another way is the same notification again.
    const tells = letter.elsewhere ? notificationId : `${notificationId}${number || ''}`;
    const about: About = {
      recipient: addressOf(episode.person, over),
      providerMessageId: hashOf(`${name}/${number}`),
      ...(isOurs ? { messageId: messageIdOf(tells, over, letter.elsewhere ? number : 0) } : {}),
      category: matter.category,
      template: matter.template,
      subjectLine: matter.subjectLine,
    };
    return tellLetter({ letter, sentMs, teller: by, channel: over, about, url: matter.url, dice });
  });
}

type About = Pick<
  RehearsedReport,
  'recipient' | 'providerMessageId' | 'messageId' | 'category' | 'template' | 'subjectLine'
>;

function tellLetter(given: {
  letter: Letter;
  sentMs: number;
  teller: Teller;
  channel: Channel;
  about: About;
  url: string;
  dice: Dice;
}): readonly Told[] {
  const { letter, teller, channel, about, dice } = given;
  const lateMs = letter.toldLateMs ?? 0;
  const told: Told[] = [];
  const said = new Map<string, number>();
  let at = given.sentMs - lateMs;
  for (const { afterMs, toldAfterMs = dice.between(1, 20) * 1000, ...beat } of letter.beats) {
    at += afterMs;
    const times = (said.get(beat.kind) ?? 0) + 1;
    if (!teller.kinds.includes(beat.kind) || (times > 1 && !teller.tellsTime)) continue;
    said.set(beat.kind, times);
    const report = { ...about, ...worded(beat, channel, times, given.url), at: wholeSecond(at) };
    told.push({ toldMs: at + lateMs + toldAfterMs, provider: teller.id, what: 'report', report });
  }
  for (const { afterMs, wish, text } of letter.answers ?? []) {
    at += afterMs;
    const providerMessageId = hashOf(`${about.providerMessageId}/${wish}`);
    const reply = { wish, text, at: wholeSecond(at), sender: about.recipient, providerMessageId };
    told.push({ toldMs: at + dice.between(1, 5) * 1000, provider: teller.id, what: 'reply', reply });
  }
  return told;
}

/** Servers of mail answer with codes and reasons of their own; elsewhere the provider has its own words. */
function worded(
  { kind, reason, codes, ip, userAgent, machine }: Omit<Beat, 'afterMs'>,
  channel: Channel,
  attempt: number,
  url: string,
): Pick<RehearsedReport, 'kind' | 'reason' | 'codes' | 'ip' | 'userAgent' | 'machine' | 'url'> {
  const isMail = channel === 'email';
  return {
    kind,
    ...(isMail && reason !== undefined ? { reason } : {}),
    ...(isMail && codes !== undefined ? { codes: kind === 'deferred' ? { ...codes, attempt } : codes } : {}),
    ...(ip === undefined ? {} : { ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(machine === undefined ? {} : { machine }),
    ...(kind === 'clicked' ? { url } : {}),
  };
}

function channelOf({ channels }: Teller, likeliestFirst: readonly Channel[]): Channel {
  const channel = likeliestFirst.find((one) => channels.includes(one));
  if (channel === undefined) throw new Error('The story was given to somebody who cannot tell it.');
  return channel;
}

/** Null when there is no other way, and the second message goes the same one. */
function otherWay(
  others: readonly Teller[],
  channel: Channel,
  dice: Dice,
): { teller: Teller; channel: Channel } | null {
  const ways = others.flatMap((teller) =>
    teller.channels.filter((one) => one !== channel).map((one) => ({ teller, channel: one })),
  );
  return ways.length === 0 ? null : dice.pick(ways);
}

/** Providers count whole seconds. */
function wholeSecond(ms: number) {
  return instantFromMs(Math.floor(ms / 1000) * 1000);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
