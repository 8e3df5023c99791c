import { redirect } from 'next/navigation';
import { getServerSession } from 'next-auth';
import { z } from 'zod';
import { authOptions } from './auth-options.ts';
import { atLeast } from './role.ts';
import type { SignInProblem } from './sign-in-problem.ts';
import { type Role, roles, type Viewer } from './viewer.ts';

const sessionSchema = z.object({
  user: z.object({ id: z.string(), email: z.string(), role: z.enum(roles) }),
});

/** Who is asking, in server components, actions and route handlers. Null when nobody is signed in. */
export async function currentViewer(): Promise<Viewer | null> {
  const session = sessionSchema.safeParse(await getServerSession(authOptions()));
  if (!session.success) return null;
  const { id, email, role } = session.data.user;
  return { userId: id, email, role };
}

/**
 * For pages: the viewer, when they may do at least what `role` may. Anyone else is sent to sign in, and comes
 * back to `path`. Answers by throwing Next's redirect, so nothing after it runs.
 */
export async function requireRole(role: Role, path: string): Promise<Viewer> {
  const viewer = await currentViewer();
  const query = new URLSearchParams({ callbackUrl: path });
  if (viewer === null) redirect(`/sign-in?${query}`);
  if (!atLeast(viewer.role, role)) {
    query.set('error', 'Role' satisfies SignInProblem);
    redirect(`/sign-in?${query}`);
  }
  return viewer;
}
