import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';

/** What each scope lets a key do, in the order in which they are offered. */
export const scopeWords = {
  'notifications:write': 'Send notifications',
  'notifications:read': 'See notifications and what became of them',
  'messages:read': 'Find messages, read timelines and decisions',
  'suppressions:read': 'List suppressions and check addresses',
  'suppressions:write': 'Add and lift suppressions',
  'people:read': 'Read people’s channels and preferences',
  'people:write': 'Change people’s preferences',
  'policies:read': 'Read escalation policies',
  'policies:write': 'Change and retire escalation policies',
  'dead-letters:read': 'Read dead letters with what was received',
  'dead-letters:write': 'Replay dead letters',
  'metrics:read': 'Read delivery metrics, which name nobody',
  'events:write': 'Tell what was read and what it led to',
  'export:read': 'Export all events, without personal data',
  'export:personal': 'Export personal data along with them',
} as const satisfies Record<ApiKeyScope, string>;

// Safe: the words have exactly the scopes as keys.
export const scopesOffered = Object.keys(scopeWords) as ApiKeyScope[];
