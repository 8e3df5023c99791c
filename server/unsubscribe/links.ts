import type { Instant } from '#server/domain/instant.ts';
import type { KeepScope, PreferencesScope, UndoScope, UnsubscribeScope, UnsubscribeTokens } from './token.ts';

/** What makes links. `publicBaseUrl` has no trailing slash. */
export interface LinkMaker {
  readonly unsubscribeTokens: Pick<UnsubscribeTokens, 'sign'>;
  readonly publicBaseUrl: string;
}

export interface UnsubscribeLinks {
  /** For people: a page with one button. */
  readonly url: string;
  /** For people: all that the person can choose; null where nobody is named. */
  readonly manageUrl: string | null;
  /** For mail programs: RFC 2369 and, for one click, RFC 8058. */
  readonly headers: Readonly<Record<'List-Unsubscribe' | 'List-Unsubscribe-Post', string>>;
}

/** How whoever gets a mail can end what it belongs to. `at` counts from when it was asked for. */
export function unsubscribeLinks(
  maker: LinkMaker,
  { who, category }: Omit<UnsubscribeScope, 'may'>,
  at: Instant,
): UnsubscribeLinks {
  const url = `${maker.publicBaseUrl}${unsubscribePath(maker, { may: 'unsubscribe', who, category }, at)}`;
  return {
    url,
    manageUrl: 'userId' in who ? `${maker.publicBaseUrl}${managePath(maker, who, at)}` : null,
    headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}

/** Where a category is left or kept, or a change taken back. Looking there changes nothing. */
export function unsubscribePath(
  { unsubscribeTokens }: Pick<LinkMaker, 'unsubscribeTokens'>,
  scope: UnsubscribeScope | UndoScope | KeepScope,
  at: Instant,
): string {
  return `/unsubscribe?token=${unsubscribeTokens.sign(scope, at)}`;
}

/** Where one person's preferences can be seen and changed without signing in. */
export function managePath(
  { unsubscribeTokens }: Pick<LinkMaker, 'unsubscribeTokens'>,
  who: PreferencesScope['who'],
  at: Instant,
): string {
  return `/manage?token=${unsubscribeTokens.sign({ may: 'preferences', who }, at)}`;
}
