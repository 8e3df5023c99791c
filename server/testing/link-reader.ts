import { requestNotification } from '#server/commands/request-notification.ts';
import { sendMessage } from '#server/commands/send-message.ts';
import { createCaller } from '#server/trpc/router.ts';
import type { TokenScope } from '#server/unsubscribe/token.ts';
import { callerDeps } from './caller-deps.ts';
import { openSending, receiptFor } from './sending.ts';

/** Ada and Ben, whoever holds the links of their mails, and what is sent to them. */
export async function openLinkReader() {
  const clock = { ms: Date.UTC(2026, 10, 21, 12) };
  const asked: string[] = [];
  const sending = await openSending(clock);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+4915112345678' });
  await sending.knows('ben', { email: 'ben@example.com' });
  await sending.project();
  const { db, eventStore, deps } = sending;
  const { outbound, now } = deps;
  const askToSend = async (ids: readonly string[]) => void asked.push(...ids);
  const { links } = createCaller({
    viewer: null,
    deps: callerDeps({ db, eventStore, outbound, now, askToSend }),
  });
  const tokenOf = (scope: TokenScope) => outbound.unsubscribeTokens.sign(scope, now());
  const send = (notificationId: string) =>
    sendMessage(deps, { notificationId, channel: 'email', attempt: 0, template: null });
  return {
    clock,
    sending,
    /** The mails that were asked to be sent at once. */
    asked,
    links,
    tokenOf,
    unsubscribeToken: (userId: string) =>
      tokenOf({ may: 'unsubscribe', who: { userId }, category: 'marketing' }),
    act: (token: string, language: 'en' | 'de' = 'en') => links.act({ token, language }),
    /** The token by which what was just done can be taken back. */
    undoIn: (answer: { undo?: string | null } | null) =>
      new URLSearchParams(answer?.undo?.split('?')[1] ?? '').get('token') ?? '',
    /** Hands over what was asked for. */
    sendNow: send,
    newsFor: (userId: string) =>
      receiptFor(userId, {
        idempotencyKey: `news-${userId}-${clock.ms}`,
        category: 'marketing',
        template: 'weekly-news',
        fill: { title: 'Week', intro: 'Hello', items: [{ title: 'One', text: 'Two' }] },
      }),
    /** What becomes of a mail that is asked for now. */
    async told(wish: ReturnType<typeof receiptFor>) {
      return await send((await requestNotification(deps, wish, sending.by())).notificationId);
    },
    /** The mail that confirms the last change, once it is sent; null where none was asked for. */
    async confirmation() {
      const notificationId = asked.at(-1);
      if (notificationId === undefined) return null;
      await send(notificationId);
      const mail = sending.providers.email.sent.at(-1);
      return mail !== undefined && 'html' in mail.content ? { ...mail, content: mail.content } : null;
    },
    /** How many events there are. */
    async written() {
      return (await sending.sql`select count(*)::int as n from events`)[0]?.n;
    },
  };
}

export type LinkReader = Awaited<ReturnType<typeof openLinkReader>>;
