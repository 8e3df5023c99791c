import { createLoader, createSerializer, parseAsString } from 'nuqs/server';

/** What the screen keeps in the address: `?provider=…`. */
export const refusedParsers = { provider: parseAsString };

export const loadRefusedFilter = createLoader(refusedParsers);
export const refusedAddress = createSerializer(refusedParsers);

const PAGE_SIZE = 100;

/** The input of `refusedWebhooks.list`, alike on the server and in the browser so that the first page is found again. */
export function refusedInput(provider: string | null) {
  return { provider, limit: PAGE_SIZE };
}
