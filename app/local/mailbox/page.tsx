import { formatDistanceStrict } from 'date-fns';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { buttonClass } from '#app/components/button.tsx';
import { Card } from '#app/components/card.tsx';
import { Logo } from '#app/components/logo.tsx';
import { type LocalMail, listLocalMails } from '#server/auth/local-mailbox.ts';
import { mayReadLocalMailbox } from '#server/auth/mail-mode.ts';
import { deps } from '#server/deps.ts';

export const metadata: Metadata = { title: 'Local mailbox', referrer: 'same-origin' };

/** The mails that a local installation keeps instead of sending. Anywhere else this page does not exist. */
export default async function LocalMailboxPage() {
  const { env, sql, now } = deps();
  if (!mayReadLocalMailbox(env, await headers())) notFound();
  const mails = await listLocalMails(sql);
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-6 px-5 py-10">
      <Logo />
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid gap-2">
          <h1 className="text-xl font-semibold tracking-tight">Local mailbox</h1>
          <p className="text-ink-soft">Mails of this local installation. None of them left this machine.</p>
        </div>
        <a href="/local/mailbox" className={buttonClass()}>
          Refresh
        </a>
      </div>
      {mails.length === 0 ? (
        <Card className="p-5 text-ink-soft">
          No mail yet. Ask for a link on the{' '}
          <a href="/sign-in" className="font-medium text-accent underline underline-offset-2">
            sign-in page
          </a>
          , and it appears here.
        </Card>
      ) : (
        <ol className="grid gap-4">
          {mails.map((mail) => (
            <MailCard key={mail.id} mail={mail} now={now()} />
          ))}
        </ol>
      )}
    </main>
  );
}

function MailCard({ mail, now }: { mail: LocalMail; now: string }) {
  const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
  return (
    <li>
      <Card className="grid gap-4 p-5">
        <div className="grid gap-1">
          <h2 className="font-semibold">{mail.subject}</h2>
          <p className="text-ink-soft">To {mail.to}</p>
          <p className="text-sm text-ink-soft">
            <time dateTime={mail.sentAt}>
              {formatDistanceStrict(mail.sentAt, now, { addSuffix: true })},{' '}
              {mail.sentAt.slice(0, 19).replace('T', ' ')} UTC
            </time>
          </p>
        </div>
        {link !== undefined && (
          <a href={link} className={`${buttonClass('primary')} justify-self-start`}>
            Open the link
          </a>
        )}
        <details>
          <summary className="py-1 text-sm font-medium text-ink-soft hover:text-ink">Show the mail</summary>
          <div className="mt-3 grid gap-4">
            <iframe
              title={`HTML of “${mail.subject}”, ${mail.sentAt}`}
              srcDoc={mail.html.replace('<head>', '<head><base target="_top">')}
              sandbox="allow-top-navigation-by-user-activation"
              className="h-96 w-full rounded-md border border-line bg-surface"
            />
            <pre className="rounded-md bg-sunken p-4 font-mono text-xs whitespace-pre-wrap">{mail.text}</pre>
          </div>
        </details>
      </Card>
    </li>
  );
}
