import { randomUUID } from 'node:crypto';
import type { Sql } from '#db/client.ts';
import type { Instant } from '#server/domain/instant.ts';
import { openEmbeddedSession } from './embedded-session.ts';
import { checkHandOver, type HandOverProblem } from './hand-over-token.ts';

export interface HandOverDeps {
  readonly sql: Sql;
  readonly now: () => Instant;
  readonly env: {
    readonly EMBED_KEYS: readonly string[];
    readonly NEXTAUTH_SECRET: string;
    readonly PUBLIC_BASE_URL: string;
  };
  readonly eventStore: {
    claimToken(claim: { source: string; token: string; claim: string; at: Instant }): Promise<boolean>;
  };
}

export type HandOverAnswer =
  | { readonly ok: true; readonly sessionToken: string; readonly locale: string | null }
  | { readonly ok: false; readonly problem: HandOverProblem | 'not_set_up' | 'used' };

/** Takes a token of the host product, once, for a session of the person whom it names. */
export async function handOver(
  { sql, now, env, eventStore }: HandOverDeps,
  token: string,
): Promise<HandOverAnswer> {
  if (env.EMBED_KEYS.length === 0) return { ok: false, problem: 'not_set_up' };
  const at = now();
  const checked = await checkHandOver(token, { keys: env.EMBED_KEYS, audience: env.PUBLIC_BASE_URL, at });
  if (!checked.ok) return checked;
  const { personId, tokenId, locale } = checked.handOver;
  // Each try claims it for something of its own, so only the first one gets it.
  const isFirst = await eventStore.claimToken({ source: 'embed', token: tokenId, claim: randomUUID(), at });
  if (!isFirst) return { ok: false, problem: 'used' };
  const sessionToken = await openEmbeddedSession({ sql, secret: env.NEXTAUTH_SECRET, at }, personId);
  return { ok: true, sessionToken, locale };
}
