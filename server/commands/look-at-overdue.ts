import { handoverOf } from '#server/domain/handover/handover.ts';
import { loadMessage, type MessageToSend } from './load-message.ts';
import { lookAtEscalation } from './look-at-escalation.ts';
import type { SendDeps } from './send-deps.ts';

export interface LookedOver {
  /** Still waiting for something: somebody should be watching each. */
  readonly waiting: readonly string[];
  /** A step was decided for, and nobody is handing over its message. */
  readonly toHandOver: readonly string[];
}

const atOnce = 8;

/**
 * Looks at escalations whose time has come, in place of runs that are lost or that an engine lets wait before they try again.
 * One that cannot be looked at is left to its run, which will say why. The sending is left to others, since it takes long.
 */
export async function lookAtOverdue(deps: SendDeps, notificationIds: readonly string[]): Promise<LookedOver> {
  const waiting: string[] = [];
  const toHandOver: string[] = [];
  const left = [...notificationIds];
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const found = await foundAt(deps, id).catch(() => 'waiting' as const);
      if (found === 'waiting') waiting.push(id);
      if (found === 'to hand over') toHandOver.push(id);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { waiting, toHandOver };
}

async function foundAt(deps: SendDeps, notificationId: string): Promise<'over' | 'waiting' | 'to hand over'> {
  const looked = await lookAtEscalation(deps, notificationId);
  if (looked.next !== 'send') return looked.next === 'over' ? 'over' : 'waiting';
  return (await isPutOff(deps, looked.toSend)) ? 'waiting' : 'to hand over';
}

/** Whom a provider put off, asks again when it said, or the later the more often it did: by its own run. */
async function isPutOff({ eventStore }: SendDeps, toSend: MessageToSend): Promise<boolean> {
  const known = await loadMessage(eventStore, toSend);
  return known !== null && handoverOf(known.events).status === 'put_off';
}
