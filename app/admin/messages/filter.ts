import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { messageStatuses } from './status-words.ts';

/** What the explorer keeps in the address: `?q=…&status=a,b`. */
export const messageFilterParsers = {
  q: parseAsString.withDefault(''),
  status: parseAsArrayOf(parseAsStringLiteral(messageStatuses)).withDefault([]),
};

export type MessageFilterState = inferParserType<typeof messageFilterParsers>;

export const loadMessageFilter = createLoader(messageFilterParsers);
export const messagesAddress = createSerializer(messageFilterParsers);

const PAGE_SIZE = 50;

/** The input of `messages.list`, alike on the server and in the browser so that the first page is found again. */
export function listInput({ q, status }: MessageFilterState) {
  return { q, status, limit: PAGE_SIZE };
}
