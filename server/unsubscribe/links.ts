import type { Instant } from '#server/domain/instant.ts';
import type { UnsubscribeScope, UnsubscribeTokens } from './token.ts';

export interface UnsubscribeLinks {
  /** For people: a page with one button. */
  readonly url: string;
  /** For mail programs: RFC 2369 and, for one click, RFC 8058. */
  readonly headers: Readonly<Record<'List-Unsubscribe' | 'List-Unsubscribe-Post', string>>;
}

/** How whoever gets a mail can end what it belongs to. `at` counts from when it was asked for. */
export function unsubscribeLinks(
  tokens: Pick<UnsubscribeTokens, 'sign'>,
  publicBaseUrl: string,
  scope: UnsubscribeScope,
  at: Instant,
): UnsubscribeLinks {
  const url = `${publicBaseUrl}/unsubscribe?token=${tokens.sign(scope, at)}`;
  return {
    url,
    headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}
