import { randomUUID } from 'node:crypto';
import type { NotificationWish } from '#server/commands/notification-wish.ts';
import { requestNotification } from '#server/commands/request-notification.ts';
import type { SendDeps } from '#server/commands/send-deps.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { ada, openEscalating } from './escalating.ts';
import { type FlowEngine, flowStartMs, openFlowEngine } from './flow-engine.ts';
import { openSending, receiptFor, type Sending } from './sending.ts';

/** What functions under test work with. */
type FlowDeps = SendDeps & Pick<Sending, 'db'> & { readonly nudge: () => Promise<void> };

type DefineOnEngine = Parameters<typeof openFlowEngine>[1];
type Define = (inngest: Parameters<DefineOnEngine>[0], deps: () => FlowDeps) => ReturnType<DefineOnEngine>;

/** How long what must happen may take, besides what the flow itself waits for. */
const patienceS = 30;

/** A notification's way through real functions on whichever engine: Ada is told, and her providers report. */
export async function openFlow(define: Define) {
  let engine: FlowEngine | null = null;
  const startMs = flowStartMs();
  const sending = await openSending({
    get ms() {
      return engine?.nowMs() ?? startMs;
    },
  });
  const { db, deps, providers } = sending;
  // How read models keep up is tested elsewhere; here they have, whenever the engine is told to look.
  const nudge = async () => {
    await sending.project();
    await engine?.signal({ name: 'events/appended' });
  };
  engine = await openFlowEngine(sending.adminUrl, (inngest) =>
    define(inngest, () => ({ ...deps, db, nudge })),
  );
  const { nowMs, pass, settle, signal, close } = engine;
  providers.push.isSetUp = true;
  await sending.knows('ada', ada);
  return {
    ...sending,
    ...openEscalating(sending),
    pass,
    /** Gives signals, and lets happen what they cause at this moment. */
    async signal(...signals: Parameters<typeof signal>) {
      await signal(...signals);
      await settle();
    },
    /** Tells the engine to look, as whoever appended something does. */
    async nudge() {
      await nudge();
      await settle();
    },
    /** Asks to tell Ada a receipt; the key is new, since an engine may remember older ones. */
    async ask(changes: Partial<NotificationWish> = {}) {
      const wish = receiptFor('ada', { idempotencyKey: randomUUID(), ...changes });
      const { notificationId } = await requestNotification(deps, wish, sending.by());
      await signal({ name: 'notifications/requested', data: { notificationId } });
      await settle();
      return notificationId;
    },
    /** Lets time pass until something is so; fails when it takes longer than it may. Answers how many seconds it took. */
    async until(what: string, isSo: () => boolean | Promise<boolean>, withinS = patienceS) {
      const beganMs = nowMs();
      while (!(await isSo())) {
        if (nowMs() - beganMs > withinS * 1_000) throw new Error(`Not within ${withinS} s: ${what}.`);
        await pass(1);
      }
      return (nowMs() - beganMs) / 1_000;
    },
    /** How many messages a provider was given. */
    sent: (channel: Channel) => providers[channel].sent.length,
    async close() {
      await close();
      await sending.close();
    },
  };
}

export type Flow = Awaited<ReturnType<typeof openFlow>>;
