import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getServerSession } from 'next-auth';
import { z } from 'zod';
import { deps } from '#server/deps.ts';
import { authOptions } from './auth-options.ts';
import { embeddedCookieName, embeddedViewer } from './embedded-session.ts';
import { atLeast } from './role.ts';
import type { SignInProblem } from './sign-in-problem.ts';
import { type Role, roles, type Viewer } from './viewer.ts';

const sessionSchema = z.object({
  user: z.object({ id: z.string(), email: z.string(), role: z.enum(roles) }),
});

/**
 * Who is asking, in server components, actions and route handlers. Null when nobody is signed in. Whom the host handed over
 * comes first: a page in its frame must never show somebody else who happens to be signed in.
 */
export async function currentViewer(): Promise<Viewer | null> {
  const handedOver = await handedOverViewer();
  if (handedOver !== null) return handedOver;
  const session = sessionSchema.safeParse(await getServerSession(authOptions()));
  if (!session.success) return null;
  const { id, email, role } = session.data.user;
  return { userId: id, email, role };
}

/**
 * For pages: the viewer, when they may do at least what `role` may. Anyone else is sent to sign in, and comes
 * back to `path`; in a frame, where nobody signs in, they are told to load the page again. Answers by throwing Next's redirect,
 * so nothing after it runs.
 */
export async function requireRole(role: Role, path: string): Promise<Viewer> {
  const viewer = await currentViewer();
  const query = new URLSearchParams({ callbackUrl: path });
  if (viewer === null) {
    const isFramed = (await headers()).get('sec-fetch-dest') === 'iframe';
    redirect(isFramed ? '/embed/ended' : `/sign-in?${query}`);
  }
  if (!atLeast(viewer.role, role)) {
    query.set('error', 'Role' satisfies SignInProblem);
    redirect(`/sign-in?${query}`);
  }
  return viewer;
}

async function handedOverViewer(): Promise<Viewer | null> {
  const { env, sql, now } = deps();
  const token = (await cookies()).get(embeddedCookieName(env.PUBLIC_BASE_URL))?.value;
  if (token === undefined) return null;
  return await embeddedViewer({ sql, secret: env.NEXTAUTH_SECRET, at: now() }, token);
}
