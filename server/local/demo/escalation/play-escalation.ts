import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { instantFromMs } from '#server/domain/instant.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import { postWebhook } from '#server/local/post-webhook.ts';
import { Problem } from '#server/local/problem.ts';
import { type Part, requestsOf } from '../requests.ts';
import type { Api } from './api.ts';
import { demoTemplate, putDemoPolicy } from './demo-policy.ts';
import { type Line, linesOf, waitingLine } from './lines.ts';
import { brokenPromise, type Recipient, roles } from './recipients.ts';
import { answers, isOver, type MessageTold, type Told } from './told.ts';

const pollMs = 250;
/** Longer than all of it takes besides the wait, on a machine that is busy. */
const patienceMs = 90_000;

export interface Played {
  readonly mailbox: string;
  readonly messageIds: readonly string[];
  /** What was otherwise than the recipient's name promises; null when all was as it should be. */
  readonly broken: string | null;
  /** How long the mail might stay unopened. */
  readonly wait: string;
}

interface Stage {
  readonly api: Api;
  readonly parts: readonly Part[];
  readonly waitSeconds: number;
  readonly onLine: (line: Line) => void;
}

/** Sends one notification and tells what becomes of it until nothing more can. Throws a `Problem` where that fails. */
export async function playEscalation(recipient: Recipient, stage: Stage): Promise<Played> {
  const { api, onLine } = stage;
  const role = roles[recipient];
  const waitSeconds = Math.max(stage.waitSeconds, role.leastWaitSeconds ?? 0);
  await putDemoPolicy(api, waitSeconds);
  const run = randomBytes(4).toString('hex');
  const mailbox = `${role.mailbox}+${run}@sandbox.test`;
  // Reserved for tests by a carrier; those below 10 have meanings of their own.
  const phone = `+1500555${String(randomInt(10, 10_000)).padStart(4, '0')}`;
  const asked = { askedMs: Date.now(), wait: `${waitSeconds} s` };
  const { notificationId } = await api.ask(
    { method: 'POST', path: '/notifications', body: wishFor({ mailbox, phone, run }) },
    answers.notification,
  );
  const words = `${demoTemplate}, critical, to ${mailbox}, whose phone is ${phone}`;
  onLine({ key: 'asked', afterMs: 0, what: 'asked', words });
  if (role.writesStop === true) {
    await writeStop(stage.parts, phone, run);
    const afterMs = Date.now() - asked.askedMs;
    onLine({ key: 'stop', afterMs, what: 'person', words: `writes STOP from ${phone}` });
  }
  const told = await follow(api, notificationId, {
    untilMs: asked.askedMs + waitSeconds * 1000 + patienceMs,
    onTold: printerOf(asked, onLine),
  });
  const textId = textIdOf(told);
  const messageIds = [mailIdOf(notificationId), ...(textId === null ? [] : [textId])];
  return { mailbox, messageIds, broken: brokenPromise(recipient, told), wait: asked.wait };
}

function wishFor({ mailbox, phone, run }: { mailbox: string; phone: string; run: string }) {
  return {
    idempotencyKey: `demo-escalation-${run}`,
    addresses: { email: mailbox, sms: phone },
    category: 'billing',
    template: demoTemplate,
    fill: { amount: '49.90 EUR', updateUrl: 'https://example.com/billing' },
    channels: ['email'],
    criticality: 'critical',
  };
}

/** As the carrier would hand it on, by whichever of them does that. */
async function writeStop(parts: readonly Part[], phone: string, run: string): Promise<void> {
  const part = parts.find(({ provider }) => provider.rehearsal.replies !== undefined);
  if (part === undefined) {
    throw new Problem(
      'No carrier has generated keys here, so nobody can hand on a STOP. Play another recipient.',
    );
  }
  const nowMs = Date.now();
  const reply = {
    ...{ wish: 'stop' as const, text: 'STOP', sender: phone },
    ...{ at: instantFromMs(nowMs), providerMessageId: `demo-${run}` },
  };
  for (const request of requestsOf(part, { what: 'replies', replies: [reply] }, nowMs)) {
    const answer = await postWebhook(part.endpoint, request);
    if (!answer.ok) throw new Problem(`The STOP was answered ${answer.status}: ${answer.text.slice(0, 200)}`);
  }
}

/** Asks again and again what is known, until it is over or it takes too long; answers the last that was told. */
async function follow(
  api: Api,
  notificationId: string,
  { untilMs, onTold }: { readonly untilMs: number; readonly onTold: (told: Told) => void },
): Promise<Told> {
  for (;;) {
    const told = await toldOf(api, notificationId);
    onTold(told);
    if (isOver(told) || Date.now() > untilMs) return told;
    await pause(pollMs);
  }
}

async function toldOf(api: Api, notificationId: string): Promise<Told> {
  const mail = await messageTold(api, mailIdOf(notificationId));
  const escalation = await api.find(`/notifications/${notificationId}/escalation`, answers.escalation);
  const known = { mail, escalation: escalation?.items ?? [] };
  const textId = textIdOf(known);
  return { ...known, text: textId === null ? null : await messageTold(api, textId) };
}

async function messageTold(api: Api, messageId: string): Promise<MessageTold> {
  const [decision, timeline] = await Promise.all([
    api.find(`/messages/${messageId}/decision`, answers.decision),
    api.find(`/messages/${messageId}/timeline`, answers.timeline),
  ]);
  return { decision, timeline: timeline?.items ?? [] };
}

function mailIdOf(notificationId: string): string {
  return messageIdOf(notificationId, 'email', 0);
}

function textIdOf({ escalation }: Pick<Told, 'escalation'>): string | null {
  return escalation.find(({ type }) => type === 'intended')?.messageId ?? null;
}

/** Says each thing once, and once what is waited for. */
function printerOf(asked: { askedMs: number; wait: string }, onLine: (line: Line) => void) {
  const said = new Set<string>();
  return (told: Told) => {
    const waiting = waitingLine(told, asked);
    for (const line of [...linesOf(told, asked), ...(waiting === null ? [] : [waiting])]) {
      if (said.has(line.key)) continue;
      said.add(line.key);
      onLine(line);
    }
  };
}
