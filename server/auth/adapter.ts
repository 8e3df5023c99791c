import { randomUUID } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import type { Adapter, AdapterSession, AdapterUser } from 'next-auth/adapters';
import type { Drizzle, Sql } from '#db/client.ts';
import { sessions, users } from '#db/schema/auth.ts';
import type { Instant } from '#server/domain/instant.ts';
import { type RoleLists, roleOfNewAccount } from './role.ts';
import { hashToken } from './secret-hash.ts';
import { storeToken, useToken } from './verification-tokens.ts';
import type { Role } from './viewer.ts';

export interface AdapterDeps {
  readonly sql: Sql;
  readonly db: Drizzle;
  readonly now: () => Instant;
  readonly env: RoleLists & { readonly isLocal: boolean; readonly NEXTAUTH_SECRET: string };
}

/** An account as next-auth carries it through its callbacks. `role` is the stored one. */
export interface AccountUser extends AdapterUser {
  readonly role: Role;
}

/**
 * next-auth's storage, for sign-in by link alone. Unlike the ready-made adapter it stores no token that could be
 * used by whoever reads the tables, finds a link by its token without an address, and reads our clock.
 */
export function postgresAdapter(deps: AdapterDeps): Adapter {
  return { ...userMethods(deps), ...sessionMethods(deps), ...linkMethods(deps) };
}

function userMethods({ db, now, env }: AdapterDeps) {
  const one = async (where: ReturnType<typeof eq>): Promise<AccountUser | null> => {
    const [row] = await db.select().from(users).where(where);
    return row ? account(row) : null;
  };
  return {
    getUser: (id: string) => one(eq(users.id, id)),
    getUserByEmail: (email: string) => one(eq(users.email, email.toLowerCase())),

    async createUser(user: Omit<AdapterUser, 'id'>): Promise<AccountUser> {
      const email = user.email.toLowerCase();
      const [anyone] = await db.select({ id: users.id }).from(users).limit(1);
      const role = roleOfNewAccount(email, { ...env, isFirstAccount: anyone === undefined });
      const at = now();
      // Two links of one person, pressed at the same moment, make one account.
      const [row] = await db
        .insert(users)
        .values({ id: randomUUID(), email, emailVerifiedAt: at, role, createdAt: at })
        .onConflictDoUpdate({ target: users.email, set: { emailVerifiedAt: at } })
        .returning();
      return account(found(row));
    },

    async updateUser(user: Partial<AdapterUser> & Pick<AdapterUser, 'id'>): Promise<AccountUser> {
      const emailVerifiedAt = user.emailVerified?.toISOString() ?? null;
      const [row] = await db.update(users).set({ emailVerifiedAt }).where(eq(users.id, user.id)).returning();
      return account(found(row));
    },
  };
}

function sessionMethods({ db, now, env }: AdapterDeps) {
  const hash = (token: string) => hashToken(token, env.NEXTAUTH_SECRET);
  return {
    async createSession(session: AdapterSession): Promise<AdapterSession> {
      await db.delete(sessions).where(lt(sessions.expiresAt, now()));
      await db.insert(sessions).values({
        tokenHash: hash(session.sessionToken),
        userId: session.userId,
        expiresAt: session.expires.toISOString(),
      });
      return session;
    },

    async getSessionAndUser(token: string): Promise<{ session: AdapterSession; user: AccountUser } | null> {
      const [row] = await db
        .select({ session: sessions, user: users })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(eq(sessions.tokenHash, hash(token)), gt(sessions.expiresAt, now())));
      if (!row) return null;
      const { userId, expiresAt } = row.session;
      return {
        session: { sessionToken: token, userId, expires: new Date(expiresAt) },
        user: account(row.user),
      };
    },

    async updateSession(
      session: Partial<AdapterSession> & Pick<AdapterSession, 'sessionToken'>,
    ): Promise<null> {
      if (session.expires) {
        const expiresAt = session.expires.toISOString();
        await db
          .update(sessions)
          .set({ expiresAt })
          .where(eq(sessions.tokenHash, hash(session.sessionToken)));
      }
      return null;
    },

    async deleteSession(token: string): Promise<void> {
      await db.delete(sessions).where(eq(sessions.tokenHash, hash(token)));
    },
  };
}

function linkMethods({ sql, now }: AdapterDeps) {
  return {
    /** next-auth has hashed `token` already, here and below. */
    async createVerificationToken(link: { identifier: string; token: string; expires: Date }) {
      await storeToken(sql, {
        tokenHash: link.token,
        email: link.identifier,
        expiresAt: link.expires.toISOString(),
        now: now(),
      });
      return link;
    },

    async useVerificationToken({ token }: { identifier: string; token: string }) {
      const used = await useToken(sql, token, now());
      return used && { identifier: used.email, token, expires: new Date(used.expiresAt) };
    },
  };
}

function account(row: typeof users.$inferSelect): AccountUser {
  const emailVerified = row.emailVerifiedAt === null ? null : new Date(row.emailVerifiedAt);
  return { id: row.id, email: row.email, emailVerified, role: row.role };
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('The account is gone.');
  return row;
}
