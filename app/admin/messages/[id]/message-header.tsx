'use client';

import { EyeOff, UserX } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from '#app/components/copy-button.tsx';
import { ChannelLabel } from '../channel.tsx';
import { Engagement } from '../engagement.tsx';
import { StatusBadge } from '../status-badge.tsx';
import type { Message } from './message.ts';

/** Whom the message was for, what it was, and what became of it. */
export function MessageHeader({ message }: { message: Message }) {
  return (
    <header className="grid gap-3 border-b border-line pb-5">
      <div className="grid gap-1">
        <div className="flex min-w-0 items-start gap-1.5">
          <h1 className="min-w-0 text-lg font-semibold tracking-tight sm:text-xl">
            <Recipient message={message} />
          </h1>
          {message.recipient !== null && !message.masked && (
            <CopyButton text={message.recipient} what="recipient" className="mt-0.5" />
          )}
        </div>
        {message.subjectLine !== null && <p className="text-ink-soft">{message.subjectLine}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-ink-soft">
        <StatusBadge outcome={message} />
        <Engagement
          status={message.status}
          engagement={message.engagement}
          machineOpens={message.machineOpens}
          unknownOpens={message.unknownOpens}
        />
        <ChannelLabel channel={message.channel} />
        {message.providerName !== null && <span>through {message.providerName}</span>}
      </div>
      {message.erased && (
        <Remark icon={<UserX aria-hidden className="mt-0.5 size-4" />}>
          This person was erased. Times, codes and statuses stay; address, subject line and raw payloads can
          no longer be read by anybody.
        </Remark>
      )}
      {message.masked && !message.erased && (
        <Remark icon={<EyeOff aria-hidden className="mt-0.5 size-4" />}>
          Personal data is masked for the support role. Ask an administrator if you need to see it.
        </Remark>
      )}
    </header>
  );
}

function Recipient({ message: { recipient, erased } }: { message: Message }) {
  if (recipient === null) return erased ? 'Erased person' : 'Unknown recipient';
  const at = recipient.lastIndexOf('@');
  return at === -1 ? (
    recipient
  ) : (
    <>
      {recipient.slice(0, at)}
      {/* A long address breaks here first. */}
      <wbr />
      {recipient.slice(at)}
    </>
  );
}

function Remark({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex max-w-2xl items-start gap-2.5 rounded-md border border-line bg-sunken px-3 py-2 text-sm text-ink-soft">
      {icon}
      <span>{children}</span>
    </p>
  );
}
