import type { Verification, VerificationScope } from '#server/domain/stored-event.ts';

interface ScopeWords {
  readonly short: string;
  readonly meaning: string;
}

const scopeWords = {
  full_body: {
    short: 'Signature checked',
    meaning:
      'The signature covers the whole body: it comes from the provider and nobody changed it on the way.',
  },
  envelope_only: {
    short: 'Signature checked, envelope only',
    meaning: 'The signature covers a token and a time, not the content: it proves the sender alone.',
  },
  shared_secret: {
    short: 'Shared secret matched',
    meaning:
      'This provider signs nothing. It knew the shared secret, which proves the sender but not the content.',
  },
  none: {
    short: 'Not signed',
    meaning: 'Nothing proves where this came from.',
  },
} as const satisfies Record<VerificationScope, ScopeWords>;

/** How far the origin of an event is proven; null when it did not come from outside. */
export function verificationWords(verification: Verification | null): ScopeWords | null {
  return verification === null ? null : scopeWords[verification.scope];
}
