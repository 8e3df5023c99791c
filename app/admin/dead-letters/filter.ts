import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';

export const letterStates = ['open', 'recovered', 'all'] as const;
export type LetterStates = (typeof letterStates)[number];

/** What the screens keep in the address: `?state=all&letter=…`. */
export const deadLetterParsers = {
  state: parseAsStringLiteral(letterStates).withDefault('open'),
  letter: parseAsString,
};

export const loadDeadLetterFilter = createLoader(deadLetterParsers);
export const deadLettersAddress = createSerializer(deadLetterParsers);

const PAGE_SIZE = 50;

/** The input of `deadLetters.groups`, alike on the server and in the browser so that the first page is found again. */
export function groupsInput(state: LetterStates) {
  return { state, limit: PAGE_SIZE };
}

export function lettersInput(signature: string, state: LetterStates) {
  return { signature, state, limit: PAGE_SIZE };
}

export function replayInput(replayId: string) {
  return { replayId, limit: PAGE_SIZE };
}

export function groupAddress(
  signature: string,
  filter: { state?: LetterStates; letter?: string } = {},
): string {
  return deadLettersAddress(`/admin/dead-letters/${encodeURIComponent(signature)}`, filter);
}
