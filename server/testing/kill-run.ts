import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, type Sql } from '#db/client.ts';
import { lookAtEscalation } from '#server/commands/look-at-escalation.ts';
import type { SendDeps } from '#server/commands/send-deps.ts';
import { sendStep } from '#server/commands/send-step.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { type Dice, diceFor } from '#server/local/demo/dice.ts';
import { openLog } from '#server/log.ts';
import { projections } from '#server/projections/registry.ts';
import { runProjection } from '#server/projections/run.ts';
import { mailIdentities } from '#server/providers/mail-identities.ts';
import { openSenders } from '#server/providers/open-senders.ts';
import { openUnsubscribeTokens } from '#server/unsubscribe/token.ts';
import { type CountingCarrier, openCountingCarrier, type Treatment } from './counting-carrier.ts';
import { type Judged, judgeEscalation } from './escalation-verdict.ts';
import {
  type KilledInstallation,
  type KilledSettings,
  startKilledInstallation,
  type Victim,
} from './killed-installation.ts';
import { openTellings, type Tellings } from './told-under-fire.ts';

export interface KillPlan extends Pick<KilledSettings, 'databases' | 'secrets'> {
  readonly seed: string;
  readonly kills: number;
  /** How many notifications are asked for between two kills. */
  readonly eachKill: number;
  /** Every so many kills, one waits until the carrier has a request in hand; the others fall anywhere. */
  readonly inHandEvery: number;
  readonly report?: (line: string) => void;
}

export interface Kill {
  readonly atMs: number;
  readonly victims: readonly Victim[];
}

const hourMs = 3_600_000;
const longestPauseMs = 1_200;
const longestWaitMs = 30_000;
const secondKillShare = 0.1;

/** An installation under fire: real processes on a real Postgres, with a carrier that counts what it is given. */
export async function openKillRun(plan: KillPlan) {
  const dice = diceFor(plan.seed, 'treatments');
  let tellings: Tellings | null = null;
  const carrier = await openCountingCarrier({
    treatmentOf: (channel) => treatment(channel, dice),
    onMail: (address) => tellings?.mailTaken(address),
  });
  const { sql, db, close } = openDatabase(plan.databases.app, { max: 4 });
  const deps = depsOf(plan, carrier, sql);
  const installation = await startKilledInstallation({ ...plan, carrier: carrier.environment });
  tellings = openTellings({ deps, installation, seed: plan.seed });
  const { told, followsPolicy } = tellings;
  const fire: Fire = { plan, carrier, deps, installation, tellings, sql };
  await followsPolicy();
  return {
    deps: { ...deps, db },
    carrier,
    /** Kills as often as planned, while notifications are asked for; then nobody dies any more. */
    killAll: () => killAll(fire),
    judgeAll: () => judgeAll(fire),
    /** Judges again and again until all is as it should be, or this time is over. */
    async judgeUntil(isSo: (judged: readonly Judged[]) => boolean, withinMs: number) {
      const endMs = Date.now() + withinMs;
      for (;;) {
        const judged = await judgeAll(fire);
        if (isSo(judged) || Date.now() > endMs) return judged;
        const open = judged.filter(({ end }) => end === 'open').length;
        plan.report?.(`${open} of ${judged.length} escalations have not ended yet`);
        await pause(Math.min(500 + told.length * 5, 5_000));
      }
    },
    /** Ends the processes, has those whose answer is lost looked after, and read models catch up. */
    async lookLater(judged: readonly Judged[]): Promise<void> {
      await installation.close();
      await lookLater(deps, judged);
      for (const model of projections) await runProjection({ sql, eventStore: deps.eventStore }, model);
    },
    async close(): Promise<void> {
      await installation.close();
      await carrier.close();
      await close();
    },
  };
}

interface Fire {
  readonly plan: KillPlan;
  readonly carrier: CountingCarrier;
  readonly deps: SendDeps;
  readonly installation: KilledInstallation;
  readonly tellings: Tellings;
  readonly sql: Sql;
}

async function killAll({ plan, carrier, installation, tellings, sql }: Fire): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  const moments = diceFor(plan.seed, 'kills');
  while (kills.length < plan.kills) {
    const asking = Array.from({ length: plan.eachKill }, () =>
      pause(moments.next() * longestPauseMs).then(tellings.ask),
    );
    await pause(moments.next() * longestPauseMs);
    const isAimed = kills.length % plan.inHandEvery === 0;
    // Whoever is killed then can never say what the carrier answered.
    if (isAimed) await untilSome(async () => carrier.textsInHand() > 0);
    const victims = isAimed ? (['app'] as const) : victimsBy(moments);
    for (let again = true; again; ) {
      await untilSome(() => isUnderWay(sql));
      kills.push({ atMs: await installation.kill(victims), victims });
      await installation.revive(victims);
      again = kills.length < plan.kills && moments.chance(secondKillShare);
    }
    await Promise.all(asking);
    if (kills.length % 5 === 0) plan.report?.(`${kills.length} kills, ${tellings.told.length} notifications`);
  }
  await tellings.reported();
  return kills;
}

async function judgeAll({ deps, carrier, tellings }: Fire): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const one of tellings.told) judged.push(await judgeEscalation(deps, one, carrier.texts));
  return judged;
}

/** Does as an engine would an hour later, by when nobody can still be waiting for an answer. */
async function lookLater(deps: SendDeps, judged: readonly Judged[]): Promise<void> {
  const later = { ...deps, now: () => instantFromMs(Date.now() + hourMs) };
  for (const { notificationId } of judged.filter(({ end }) => end === 'answer_lost')) {
    const looked = await lookAtEscalation(later, notificationId);
    if (looked.next !== 'send') continue;
    await sendStep(later, looked.toSend);
    await lookAtEscalation(later, notificationId);
  }
}

function victimsBy(dice: Dice): readonly Victim[] {
  if (dice.chance(0.1)) return ['app', 'engine'];
  return dice.chance(0.35) ? ['app'] : ['engine'];
}

/** A kill that hits nothing proves nothing. */
async function isUnderWay(sql: Sql): Promise<boolean> {
  const rows = await sql`
    select from events planned where type = 'EscalationPlanned' and not exists (
      select from events ended where ended.stream = planned.stream and ended.type in (
        'EscalationSettled', 'EscalationCancelled', 'EscalationEnded', 'EscalationOutcomeUnknown'))
    limit 1`;
  return rows.length > 0;
}

/** Where it takes too long, whoever waits goes on all the same. */
async function untilSome(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + longestWaitMs;
  while (!(await isSo()) && Date.now() < endMs) await pause(5);
}

function treatment(channel: 'email' | 'sms', dice: Dice): Treatment {
  const afterMs = dice.between(0, 300);
  if (channel === 'email') return { afterMs, does: 'takes' };
  if (dice.chance(0.03)) return { afterMs, does: 'takes_and_hangs_up' };
  if (dice.chance(0.03)) return { afterMs: 0, does: 'not_now' };
  return { afterMs: dice.chance(0.05) ? afterMs + 2_000 : afterMs, does: 'takes' };
}

function depsOf({ secrets }: KillPlan, carrier: CountingCarrier, sql: Sql): SendDeps {
  return {
    eventStore: openEventStore(sql, secrets),
    outbound: {
      senders: openSenders({ ...carrier.environment, EARSHOT_LOCAL: '1' }, openLog('silent')),
      mailIdentities: mailIdentities({ isLocal: true }),
      unsubscribeTokens: openUnsubscribeTokens(secrets.addressPepper),
      publicBaseUrl: 'https://earshot.test',
    },
    now: () => instantFromMs(Date.now()),
  };
}
