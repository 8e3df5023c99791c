import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { CenteredPage } from '#app/components/centered-page.tsx';
import { csrfToken, rememberedAddress } from '#server/auth/auth-cookies.ts';
import { callbackPath } from '#server/auth/callback-path.ts';
import { currentViewer } from '#server/auth/current-viewer.ts';
import { mailMode, mayReadLocalMailbox } from '#server/auth/mail-mode.ts';
import { signInProblem } from '#server/auth/sign-in-problem.ts';
import { env } from '#server/env.ts';
import { AddressForm } from './address-form.tsx';
import { Notice } from './notice.tsx';
import { signInQuery } from './query.ts';
import { TextLink } from './text-link.tsx';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { error } = signInQuery.parse(await searchParams);
  return { title: error === undefined ? 'Sign in' : 'Problem: Sign in' };
}

export default async function SignInPage({ searchParams }: Props) {
  const query = signInQuery.parse(await searchParams);
  const target = callbackPath(query.callbackUrl, env().PUBLIC_BASE_URL);
  const [jar, viewer] = await Promise.all([cookies(), currentViewer()]);
  if (mailMode(env()).mode === 'off') return <MailOff />;

  const token = csrfToken(jar, env().PUBLIC_BASE_URL);
  if (token === undefined) {
    if (query.cookies === 'set') return <NoCookies />;
    // Only a route can set the cookie that the form's token is compared with. It comes straight back.
    const back = new URLSearchParams({ callbackUrl: target });
    if (query.error !== undefined) back.set('error', query.error);
    redirect(`/api/auth/signin?${back}`);
  }
  const problem = signInProblem(query.error) ?? undefined;
  const isAboutAddress = query.error === 'InvalidAddress';
  return (
    <CenteredPage title="Sign in" lead="We send you a link. There is no password to remember.">
      {problem !== undefined && !isAboutAddress && <Notice tone="bad">{problem}</Notice>}
      {viewer !== null && (
        <Notice tone="calm">
          <p>You are signed in{viewer.email === null ? '' : ` as ${viewer.email}`}.</p>
          <p className="flex flex-wrap gap-x-4">
            {query.error !== 'Role' && <TextLink href={target}>Continue</TextLink>}
            <TextLink href="/sign-out">Sign out</TextLink>
          </p>
        </Notice>
      )}
      <AddressForm
        csrfToken={token}
        callbackUrl={target}
        address={problem === undefined ? undefined : rememberedAddress(jar)}
        error={isAboutAddress ? problem : undefined}
      />
      {mayReadLocalMailbox(env(), await headers()) && (
        <p className="text-sm text-ink-soft">
          This is a local installation: links appear in the terminal and in the{' '}
          <TextLink href="/local/mailbox">local mailbox</TextLink>.
        </p>
      )}
    </CenteredPage>
  );
}

function MailOff() {
  return (
    <CenteredPage title="Sign-in is not set up yet" lead={signInProblem('MailOff')}>
      <p className="text-ink-soft">
        Whoever runs it has to set <code className="font-mono text-ink">SMTP_URL</code> and{' '}
        <code className="font-mono text-ink">MAIL_FROM</code> and start it again.
      </p>
    </CenteredPage>
  );
}

function NoCookies() {
  return (
    <CenteredPage
      title="Cookies are needed to sign in"
      lead="Your browser did not keep the cookie of this site. Allow cookies for it, then try again."
    >
      <p>
        <TextLink href="/sign-in">Try again</TextLink>
      </p>
    </CenteredPage>
  );
}
