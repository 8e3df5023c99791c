import { randomUUID } from 'node:crypto';
import { instantFromMs } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { callProvider } from '#server/providers/http-call.ts';
import { refuseUnsafe } from '#server/providers/outbound-mail.ts';
import { ConfigurationError, type Environment, type RehearsedReport } from '#server/providers/provider.ts';
import type { OutboundMessage, Refusal, SendAnswer, Sender, Transport } from '#server/providers/sender.ts';
import { sandbox } from './sandbox.ts';
import { type Beat, storyOf } from './stories.ts';

const variables = { secrets: 'SANDBOX_WEBHOOK_SECRETS', pace: 'SANDBOX_PACE' } as const;
/** Before each further try to post: a server that is just starting again is back by then. */
const retryAfterMs: readonly number[] = [1_000, 5_000, 20_000];

/**
 * Takes every message and sends none. What would be heard of it follows as real webhooks, signed and posted to our own
 * endpoint, by the story of its recipient. They wait in memory: those that are due while the server is down are lost, as
 * from a provider that never calls back. In local mode alone.
 */
function transportOf<C extends Channel>(
  environment: Environment,
  refuse: (message: OutboundMessage<C>) => Refusal | null,
): Transport<C> | null {
  if (environment.EARSHOT_LOCAL !== '1') return null;
  const [secret = ''] = (environment[variables.secrets] ?? '').split(',').map((part) => part.trim());
  if (!secret.startsWith('whsec_')) return null;
  const pace = paceOf(environment);
  return {
    // What it took is forgotten with the process, so it would take the same message twice.
    isIdempotent: false,
    async send(message): Promise<SendAnswer> {
      const refusal = refuse(message);
      if (refusal !== null) return refusal;
      const story = storyOf(message.to);
      if (story.outcome === 'refused') return story;
      const providerMessageId = `sandbox-${randomUUID()}`;
      for (const beat of story.beats) {
        const report = reportOf(message, beat, providerMessageId);
        later(beat.afterMs * pace, () => post(message.callbackUrl, secret, report, pace));
      }
      return { outcome: 'accepted', providerMessageId, kind: 'accepted' };
    },
  };
}

const rehearsal = {
  speaks: 'nothing',
  environment: () => ({ [variables.secrets]: sandbox.rehearsal.credentials().secret }),
  secrets: [variables.secrets],
} as const;

export const sandboxMailSender: Sender<'email'> = {
  id: sandbox.id,
  name: sandbox.name,
  channel: 'email',
  configure: (environment) => transportOf(environment, refuseUnsafe),
  rehearsal,
};

export const sandboxTextSender: Sender<'sms'> = {
  id: sandbox.id,
  name: sandbox.name,
  channel: 'sms',
  configure: (environment) => transportOf(environment, () => null),
  rehearsal,
};

type Told = Omit<RehearsedReport, 'at'>;

function reportOf(message: OutboundMessage, beat: Beat, providerMessageId: string): Told {
  const { afterMs: _, ...told } = beat;
  const { messageId, category, template, to, content } = message;
  const subjectLine = 'subject' in content ? { subjectLine: content.subject } : {};
  return { ...told, ...subjectLine, recipient: to, messageId, providerMessageId, category, template };
}

async function post(url: string, secret: string, report: Told, pace: number, attempt = 0): Promise<void> {
  const at = instantFromMs(Date.now());
  for (const request of sandbox.rehearsal.requests([{ ...report, at }], { secret, signedAt: at, url })) {
    const answer = await callProvider(url, {
      method: 'POST',
      headers: { ...request.headers },
      body: new Uint8Array(request.body),
    });
    const waitMs = retryAfterMs[attempt];
    if ((answer.ok && answer.status < 300) || waitMs === undefined) continue;
    later(waitMs * pace, () => post(url, secret, report, pace, attempt + 1));
  }
}

/** Nothing that waits here keeps a process from ending. */
function later(ms: number, work: () => Promise<void>): void {
  setTimeout(() => void work(), ms).unref();
}

/** How fast stories are told: 1 as outside, 0.01 a hundred times as fast. */
function paceOf(environment: Environment): number {
  const text = environment[variables.pace]?.trim() ?? '';
  if (text === '') return 1;
  const pace = Number(text);
  if (!(pace >= 0 && pace <= 100)) {
    throw new ConfigurationError(variables.pace, 'must be a number from 0 to 100, such as 0.1.');
  }
  return pace;
}
