import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { buttonClass } from '#app/components/button.tsx';
import { CenteredPage } from '#app/components/centered-page.tsx';
import { rememberedAddress } from '#server/auth/auth-cookies.ts';
import { LINK_MINUTES } from '#server/auth/auth-options.ts';
import { mailMode, mayReadLocalMailbox } from '#server/auth/mail-mode.ts';
import { env } from '#server/env.ts';
import { TextLink } from '../text-link.tsx';

export const metadata: Metadata = { title: 'Check your mail' };

export default async function CheckMailPage() {
  const address = rememberedAddress(await cookies());
  const isLocal = mailMode(env()).mode === 'local' && mayReadLocalMailbox(env(), await headers());
  const who = address === undefined ? 'you' : <strong className="text-ink">{address}</strong>;
  if (isLocal) {
    return (
      <CenteredPage
        title="Open your link"
        lead={
          <>The link for {who} was printed in the terminal, and the mail with it is in the local mailbox.</>
        }
      >
        <a href="/local/mailbox" className={buttonClass('primary')}>
          Open the local mailbox
        </a>
        <p className="text-ink-soft">
          Wrong address? <TextLink href="/sign-in">Ask for another link</TextLink>.
        </p>
      </CenteredPage>
    );
  }
  return (
    <CenteredPage
      title="Check your mail"
      lead={
        <>
          We sent a sign-in link to {who}. It works once, for {LINK_MINUTES} minutes.
        </>
      }
    >
      <p className="text-ink-soft">
        Nothing there? Look in the spam folder, or <TextLink href="/sign-in">ask for another link</TextLink>.
      </p>
    </CenteredPage>
  );
}
