import type { Metadata } from 'next';
import { Button, buttonClass } from '#app/components/button.tsx';
import { CenteredPage } from '#app/components/centered-page.tsx';
import { callbackPath } from '#server/auth/callback-path.ts';
import { hashToken } from '#server/auth/secret-hash.ts';
import { type LinkState, peekToken } from '#server/auth/verification-tokens.ts';
import { deps } from '#server/deps.ts';
import { OneShotForm } from '../one-shot-form.tsx';
import { signInQuery } from '../query.ts';

// The address of this page holds the token: no other site may learn it.
export const metadata: Metadata = { title: 'Finish signing in', referrer: 'same-origin' };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Shows what the link would do. Looking takes nothing: only the button uses the link up. */
export default async function ConfirmPage({ searchParams }: Props) {
  const { token = '', callbackUrl } = signInQuery.parse(await searchParams);
  const { env, sql, now } = deps();
  const link = await peekToken(sql, hashToken(token, env.NEXTAUTH_SECRET), now());
  if (link.status !== 'open') return <DeadLink status={link.status} />;
  return (
    <CenteredPage
      title="Finish signing in"
      lead={
        <>
          You are about to sign in as <strong className="text-ink">{link.email}</strong>.
        </>
      }
    >
      <OneShotForm action="/api/auth/callback/email" className="grid">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="callbackUrl" value={callbackPath(callbackUrl, env.PUBLIC_BASE_URL)} />
        <Button type="submit" variant="primary">
          Sign in
        </Button>
      </OneShotForm>
    </CenteredPage>
  );
}

const deadLinks = {
  used: { title: 'This link was already used', lead: 'Each sign-in link works once.' },
  expired: { title: 'This link has expired', lead: 'Sign-in links work for a short time only.' },
  unknown: {
    title: 'This link does not work',
    lead: 'Perhaps a part of it was lost. Copy the whole address from the mail, or ask for a new link.',
  },
} as const satisfies Record<Exclude<LinkState['status'], 'open'>, { title: string; lead: string }>;

function DeadLink({ status }: { status: keyof typeof deadLinks }) {
  return (
    <CenteredPage {...deadLinks[status]}>
      <a href="/sign-in" className={buttonClass('primary')}>
        Ask for a new link
      </a>
    </CenteredPage>
  );
}
