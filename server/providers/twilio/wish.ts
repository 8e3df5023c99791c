import type { ReplyWish } from '#server/domain/reply/events.ts';

/** Twilio's default words and those that US law counts as a revocation by themselves (47 CFR 64.1200(a)(10)). */
const wishes: ReadonlyMap<string, ReplyWish> = new Map<string, ReplyWish>([
  ['STOP', 'stop'],
  ['STOPALL', 'stop'],
  ['UNSUBSCRIBE', 'stop'],
  ['CANCEL', 'stop'],
  ['END', 'stop'],
  ['QUIT', 'stop'],
  ['REVOKE', 'stop'],
  ['OPTOUT', 'stop'],
  // YES is left out: it answers questions, a toll-free number takes it for no START, and to be silent can be mended.
  ['START', 'start'],
  ['UNSTOP', 'start'],
  ['HELP', 'help'],
  ['INFO', 'help'],
]);

/** Longer than any of the words, however they are spaced. */
const maxLength = 40;

/**
 * What a person asks for. Twilio's own verdict, which knows the sender's words in every language, counts first; then
 * the whole text when it is one of the words, in any case and with any spaces, hyphens and punctuation about it.
 */
export function wishOf(optOutType: string | undefined, text: string | undefined): ReplyWish {
  const judged = optOutType?.trim().toUpperCase();
  if (judged === 'STOP' || judged === 'START' || judged === 'HELP') return wishes.get(judged) ?? 'none';
  const trimmed = text?.trim() ?? '';
  if (trimmed.length > maxLength) return 'none';
  const word = trimmed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return wishes.get(word) ?? 'none';
}
