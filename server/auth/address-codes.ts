import { createHmac, randomUUID } from 'node:crypto';
import type { Sql } from '#db/client.ts';
import { type Instant, msFromInstant } from '#server/domain/instant.ts';
import { allowWithin } from './request-limit.ts';

/** Each code is for one window, and still taken in the next, so that nobody has less time than this. */
const windowMs = 15 * 60_000;
const digits = 6;
/** Codes per window: each may be a text message that somebody pays for. */
const codesPerAccount = 5;
const codesPerAddress = 3;
const triesPerAddress = 5;

/** Who wants which address to be theirs, by its keyed hash. */
export interface AddressClaim {
  readonly accountId: string;
  readonly channel: string;
  readonly subjectId: string;
  readonly at: Instant;
}

/** What the codes work with, of which the event store gives the last two. */
export interface CodeDeps {
  readonly sql: Sql;
  /** A keyed hash. */
  hash(purpose: string, text: string): string;
  claimToken(claim: { source: string; token: string; claim: string; at: Instant }): Promise<boolean>;
}

/**
 * The code to send to an address that somebody wants to be reached at; null where too many were asked for. It is made from
 * the claim with the installation's secret, so it is kept nowhere, and fits this account and this address alone.
 */
export async function newAddressCode(deps: CodeDeps, claim: AddressClaim): Promise<string | null> {
  const limits = new Map([
    [deps.hash('limit', `address codes of account ${claim.accountId}`), codesPerAccount],
    [deps.hash('limit', `address codes to ${claim.channel} ${claim.subjectId}`), codesPerAddress],
  ]);
  if (!(await allowWithin(deps.sql, limits, claim.at))) return null;
  return codeIn(deps, claim, windowOf(claim.at));
}

/** Takes a code, once. `over`: it was taken before, or there were too many tries. */
export async function useAddressCode(
  deps: CodeDeps,
  claim: AddressClaim,
  code: string,
): Promise<'fits' | 'wrong' | 'over'> {
  const key = deps.hash('limit', `tries ${claim.accountId} ${claim.channel} ${claim.subjectId}`);
  if (!(await allowWithin(deps.sql, new Map([[key, triesPerAddress]]), claim.at))) return 'over';
  const now = windowOf(claim.at);
  const fitting = [now, now - 1].find((window) => codeIn(deps, claim, window) === code);
  if (fitting === undefined) return 'wrong';
  // Of two who come with the same code, the claim of the first stands.
  const token = `${claim.accountId} ${claim.channel} ${claim.subjectId} ${fitting}`;
  const isFirst = await deps.claimToken({
    source: 'address-code',
    token,
    claim: randomUUID(),
    at: claim.at,
  });
  return isFirst ? 'fits' : 'over';
}

function codeIn({ hash }: Pick<CodeDeps, 'hash'>, claim: AddressClaim, window: number): string {
  const { accountId, channel, subjectId } = claim;
  const secret = hash('address code', JSON.stringify([accountId, channel, subjectId, window]));
  const number = createHmac('sha256', secret).update('digits').digest().readUIntBE(0, 6);
  return String(number % 10 ** digits).padStart(digits, '0');
}

function windowOf(at: Instant): number {
  return Math.floor(msFromInstant(at) / windowMs);
}
