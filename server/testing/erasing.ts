import { openAccounts } from '#server/auth/open-accounts.ts';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { createCaller } from '#server/trpc/router.ts';
import type { Context } from '#server/trpc/trpc.ts';
import { callerDeps } from './caller-deps.ts';
import { openRestApi } from './rest-api.ts';
import { sampleFact, sampleReport } from './sample-events.ts';

export const ada: Viewer = { userId: 'account-ada', email: 'ada@example.com', role: 'user' };
export const bob: Viewer = { userId: 'account-bob', email: 'bob@example.com', role: 'user' };
export const handedOver: Viewer = { userId: 'user-ada', email: null, role: 'user' };
export const staff = (role: Role): Viewer => ({ userId: `${role}-1`, email: `${role}@example.com`, role });
export const adasPhone = { kind: 'phone', value: '+4915112345678' } as const;

/**
 * An installation that knows Ada, who has a mailbox and a telephone, and Bob, who has a mailbox and, where `bobHasPhone`, the
 * same telephone; each with an account and all that hangs on it.
 */
export async function openErasing({ bobHasPhone = false } = {}) {
  const api = await openRestApi();
  const { db, eventStore, sql, told } = api;
  const accounts = openAccounts({ settings: { isLocal: true }, sql, now: () => told.now });
  const callerOf = (who: Viewer | null, over: Partial<Context['deps']> = {}) =>
    createCaller({
      viewer: who,
      deps: callerDeps({ db, eventStore, accounts, now: () => told.now, ...over }),
    }).erasure;
  const has = (
    n: number,
    userId: string,
    channel: 'email' | 'sms',
    address: { kind: string; value: string },
  ) =>
    sampleFact(n, {
      stream: contactStream(userId),
      type: 'ContactAddressSet',
      data: { userId, channel, subjectId: eventStore.subjectIdOf(address) },
      personal: { address: address.value },
      subject: address,
    });
  await eventStore.append([
    has(1, 'user-ada', 'email', { kind: 'email', value: 'ada@example.com' }),
    has(2, 'user-ada', 'sms', adasPhone),
    has(3, 'user-bob', 'email', { kind: 'email', value: 'bob@example.com' }),
    ...(bobHasPhone ? [has(4, 'user-bob', 'sms', adasPhone)] : []),
    sampleReport(10, { recipient: 'ada@example.com', messageId: 'm-ada' }),
    sampleReport(11, { recipient: 'bob@example.com', messageId: 'm-bob' }),
    sampleReport(12, { recipient: 'ada@example.com', messageId: 'm-gone', kind: 'hard_bounced' }),
  ]);
  for (const name of ['ada', 'bob']) {
    const email = `${name}@example.com`;
    await sql`insert into users (id, email, role, created_at) values (${`account-${name}`}, ${email}, 'user', now())`;
    await sql`insert into sessions (token_hash, user_id, expires_at) values (${name}, ${`account-${name}`}, now())`;
    await sql`insert into verification_tokens (token_hash, email, expires_at) values (${name}, ${email}, now())`;
    await sql`insert into local_mails (recipient, subject, text, html, sent_at) values (${email}, 's', 't', 'h', now())`;
    await sql`insert into embedded_sessions (token_hash, person_id, expires_at) values (${name}, ${`user-${name}`}, now())`;
  }
  await api.project();
  const admin = (over: Partial<Context['deps']> = {}) => callerOf(staff('admin'), over);
  return {
    ...api,
    accounts,
    callerOf,
    admin,
    subjectIdOf: (kind: string, value: string) => eventStore.subjectIdOf({ kind, value }),
    /** Has somebody ask to be erased, in German; resolves to the id of the wish. */
    async asked(who: Viewer = ada): Promise<string> {
      await callerOf(who).ask({ language: 'de' });
      await api.project();
      const { erasures } = await admin().list({ which: 'waiting' });
      return erasures.at(-1)?.erasureId ?? 'none';
    },
  };
}

export type Erasing = Awaited<ReturnType<typeof openErasing>>;
