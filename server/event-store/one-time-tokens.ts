import type { Sql } from '#db/client.ts';
import type { TokenClaim } from './event-store.ts';
import { type Keys, keyedHash } from './sealing.ts';

/** Longer than any provider retries, and so longer than any signature is accepted. */
const rememberedDays = 3;

/** Records a claim, or finds out whether the one there is the same. Old tokens leave a few at a time. */
export async function claimToken(
  sql: Sql,
  keys: Keys,
  { source, token, claim, at }: TokenClaim,
): Promise<boolean> {
  const hash = keyedHash(keys, 'one-time token', token);
  const [kept] = await sql<{ claim: string }[]>`
    with forgotten as (
      delete from one_time_tokens where ctid = any(array(
        select ctid from one_time_tokens
        where claimed_at < ${at}::text::timestamptz - make_interval(days => ${rememberedDays}) limit 100))
    )
    insert into one_time_tokens (source, token, claim, claimed_at)
    values (${source}, ${hash}, ${claim}, ${at}::text::timestamptz)
    on conflict (source, token) do update set claim = one_time_tokens.claim
    returning claim`;
  return kept?.claim === claim;
}
