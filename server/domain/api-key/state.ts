import type { ApiKeyEvent } from './events.ts';

type Created = Extract<ApiKeyEvent, { type: 'ApiKeyCreated' }>;

/** What is known of one key. */
export type ApiKeyState =
  | { readonly status: 'unknown' }
  | { readonly status: 'active'; readonly key: Created['data'] }
  /** `key` is null as long as only the end of it was heard of. */
  | { readonly status: 'revoked'; readonly key: Created['data'] | null };

export const unknownApiKey: ApiKeyState = { status: 'unknown' };
