/** What a key may be allowed to do. The list only grows: stored keys name these. */
export const apiKeyScopes = [
  'notifications:write',
  'notifications:read',
  'messages:read',
  'suppressions:read',
  'suppressions:write',
  'people:read',
  'people:write',
  'policies:read',
  'policies:write',
  'dead-letters:read',
  'dead-letters:write',
  'metrics:read',
  'events:write',
  'export:read',
  'export:personal',
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];
