import { signInLinkOf } from '#server/local/first-look.ts';
import { Problem } from '#server/local/problem.ts';
import { bold, complain, dim, say, tick } from '#server/local/terminal.ts';
import { openLog } from '#server/log.ts';
import { openSenders } from '#server/providers/open-senders.ts';
import type { Environment } from '#server/providers/provider.ts';
import { senders } from '#server/providers/sender-registry.ts';
import { findInstallation } from '../installation.ts';
import { openApi } from './api.ts';
import { withDemoKey } from './demo-key.ts';
import { retireDemoPolicy } from './demo-policy.ts';
import { printed } from './lines.ts';
import { escalationHelp, readEscalationOptions } from './options.ts';
import { type Played, playEscalation } from './play-escalation.ts';
import { type Recipient, roles } from './recipients.ts';

const scopes = ['notifications:write', 'notifications:read', 'messages:read'] as const;

/** Plays how a critical mail is told again by text message, live; false when something was not as it should be. */
export async function escalation(root: string, args: readonly string[]): Promise<boolean> {
  const { recipients, waitSeconds, help } = readEscalationOptions(args);
  if (help) {
    say(escalationHelp);
    return true;
  }
  const { url, parts, app, signInLink } = await findInstallation(root, null);
  requireNobodyOutside(app);
  let isGood = true;
  await withDemoKey(app, [...scopes, 'policies:read', 'policies:write'], async (token) => {
    const api = openApi(url, token);
    try {
      for (const recipient of recipients) {
        say(`\n${bold(recipient)}  ${roles[recipient].title}`);
        const stage = {
          api,
          parts,
          waitSeconds,
          onLine: (line: Parameters<typeof printed>[0]) => say(printed(line)),
        };
        const played = await playEscalation(recipient, stage);
        const inbox = await signInLinkOf(app, played.mailbox, '/');
        say(dim(linksOf(played, url, inbox)));
        isGood = conclude(recipient, played) && isGood;
      }
    } finally {
      await retireDemoPolicy(api);
    }
  });
  say(`\n${bold('To look at the timelines')}, sign in as administrator: ${await signInLink()}`);
  return isGood;
}

function conclude(recipient: Recipient, { broken, wait }: Played): boolean {
  if (broken === null) tick(roles[recipient].kept(wait));
  else complain(broken);
  return broken === null;
}

function linksOf({ messageIds: [mail, text] }: Played, url: string, inbox: string): string {
  const timeline = (label: string, id: string | undefined) =>
    id === undefined ? [] : [`           ${label}  ${url}/admin/messages/${encodeURIComponent(id)}`];
  return [
    ...timeline('timeline of the mail        ', mail),
    ...timeline('timeline of the text message', text),
    `           inbox of the person           ${inbox}`,
  ].join('\n');
}

/** Nobody outside may be written to because somebody tried a demo. */
function requireNobodyOutside(app: Environment): void {
  const opened = openSenders(app, openLog('silent'));
  for (const [channel, what] of [
    ['email', 'mail'],
    ['sms', 'text messages'],
  ] as const) {
    const id = opened(channel)?.id;
    const sender = senders[channel].find((one) => one.id === id);
    if (sender?.rehearsal.speaks === 'nothing') continue;
    const instead = sender === undefined ? `has no sender of ${what}` : `sends its ${what} by ${sender.name}`;
    throw new Problem(
      `This Earshot ${instead}. The demo writes to the sandbox alone: unset the sender’s variables and start again.`,
    );
  }
}
