import type { NextAuthOptions } from 'next-auth';
import EmailProvider from 'next-auth/providers/email';
import { z } from 'zod';
import { deps } from '#server/deps.ts';
import { type AccountUser, postgresAdapter } from './adapter.ts';
import { usesSecureCookies } from './auth-cookies.ts';
import { callbackPath } from './callback-path.ts';
import { deliverMail } from './deliver-mail.ts';
import { normaliseEmail } from './email-address.ts';
import { effectiveRole } from './role.ts';
import { randomToken } from './secret-hash.ts';
import { confirmPath } from './sign-in-link.ts';
import { signInMail } from './sign-in-mail.ts';

/** How long a mailed link works. */
export const LINK_MINUTES = 20;
const SESSION_DAYS = 14;

/** How next-auth works here: links by mail, sessions in Postgres, our own pages. */
export function authOptions(): NextAuthOptions {
  const { env, sql, db, now, log } = deps();
  // biome-ignore lint/style/noProcessEnv: next-auth 4 takes its own address from this variable and offers no option.
  process.env.NEXTAUTH_URL = `${env.PUBLIC_BASE_URL}/api/auth`;
  return {
    secret: env.NEXTAUTH_SECRET,
    useSecureCookies: usesSecureCookies(env.PUBLIC_BASE_URL),
    adapter: postgresAdapter({ sql, db, now, env }),
    session: { strategy: 'database', maxAge: SESSION_DAYS * 86_400, updateAge: 86_400 },
    pages: {
      // The mark in the address tells the page that the cookies were set, should the browser not return them.
      signIn: '/sign-in?cookies=set',
      signOut: '/sign-out',
      error: '/sign-in',
      verifyRequest: '/sign-in/check-mail',
    },
    providers: [
      EmailProvider({
        maxAge: LINK_MINUTES * 60,
        generateVerificationToken: randomToken,
        normalizeIdentifier,
        sendVerificationRequest: ({ identifier, token, url }) => {
          const base = env.PUBLIC_BASE_URL;
          const callback = callbackPath(new URL(url).searchParams.get('callbackUrl'), base);
          const link = `${base}${confirmPath(token, callback)}`;
          const facts = { to: identifier, link, host: new URL(base).host, validForMinutes: LINK_MINUTES };
          return deliverMail(signInMail(facts), link, { settings: env, sql, now, print });
        },
      }),
    ],
    callbacks: {
      redirect: ({ url, baseUrl }) => `${baseUrl}${callbackPath(url, baseUrl)}`,
      session: ({ session, user }) => {
        const { id, email, role } = asAccount(user);
        return { ...session, user: { id, email, role: effectiveRole({ email, role }, env) } };
      },
    },
    // next-auth's own details may hold addresses and links: only codes go to the log.
    logger: {
      error: (code, details) => log.error({ code, reason: reasonOf(details) }, 'sign-in failed'),
      warn: (code) => log.warn({ code }, 'sign-in warning'),
      debug: () => {},
    },
  };
}

function normalizeIdentifier(typed: string): string {
  const email = normaliseEmail(typed);
  if (email === null) throw new Error('Not one plain e-mail address.');
  return email;
}

/** Safe: with database sessions next-auth hands over the very object that our adapter returned. */
function asAccount(user: object): AccountUser {
  return user as AccountUser;
}

/** Such as `ECONNREFUSED` or `EAUTH` from the mail server, or the name of the error. */
function reasonOf(details: unknown): string | undefined {
  return errorSchema.safeParse(details).data;
}

const errorSchema = z
  .union([z.object({ error: z.object({ code: z.string() }) }), z.object({ name: z.string() })])
  .transform((details) => ('error' in details ? details.error.code : details.name));

/** The one place where a secret is printed; `deliverMail` comes here in local mode alone. */
function print(text: string): void {
  process.stdout.write(text);
}
