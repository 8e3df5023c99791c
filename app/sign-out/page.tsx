import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { Button } from '#app/components/button.tsx';
import { CenteredPage } from '#app/components/centered-page.tsx';
import { csrfToken } from '#server/auth/auth-cookies.ts';
import { currentViewer } from '#server/auth/current-viewer.ts';
import { env } from '#server/env.ts';

export const metadata: Metadata = { title: 'Sign out' };

export default async function SignOutPage() {
  const [jar, viewer] = await Promise.all([cookies(), currentViewer()]);
  if (viewer === null) redirect('/sign-in');
  const token = csrfToken(jar, env().PUBLIC_BASE_URL);
  // Whoever holds a session keeps cookies, so this sets the missing one and comes back once.
  if (token === undefined) redirect('/api/auth/signout');
  return (
    <CenteredPage
      title="Sign out?"
      lead={
        viewer.email === null
          ? 'You were handed over by another application.'
          : `You are signed in as ${viewer.email}.`
      }
    >
      <form method="post" action="/api/auth/signout" className="grid">
        <input type="hidden" name="csrfToken" value={token} />
        <input type="hidden" name="callbackUrl" value="/" />
        <Button type="submit" variant="primary">
          Sign out
        </Button>
      </form>
    </CenteredPage>
  );
}
