import type { Parts } from '#server/local/parts.ts';
import { escalationsToSettle } from '#server/projections/escalations/queries.ts';
import type { Judged } from '#server/testing/escalation-verdict.ts';
import { type Kill, openKillRun } from '#server/testing/kill-run.ts';
import type { Findings, Verdict } from './findings.ts';
import { seriesOf } from './statistics.ts';
import { startStore } from './store.ts';

/** Sweeps come every three minutes, and an engine waits the longer before it tries again the more often it failed. */
const patienceMs = 900_000;
const mostToSettle = 10_000;

/**
 * Kills the app and the job engine with SIGKILL at random moments, again and again, while escalations are under way.
 * At the end the carrier's count and the store's word are held against each other, one escalation at a time.
 */
export async function kill(parts: Parts, options: { quick: boolean }): Promise<Findings> {
  const { databases, secrets } = await startStore(parts);
  const run = await openKillRun({
    databases,
    secrets,
    seed: 'bench',
    kills: options.quick ? 20 : 200,
    eachKill: options.quick ? 8 : 6,
    inHandEvery: 4,
    report: console.log,
  });
  await parts.add('the installation under fire', run.close);
  const kills = await run.killAll();
  const isOver = (all: readonly Judged[]) => all.every(({ end }) => end !== 'open');
  await run.lookLater(await run.judgeUntil(isOver, patienceMs));
  const judged = await run.judgeAll();
  const toSettle = await escalationsToSettle(run.deps.db, { cursor: null, limit: mostToSettle });
  const listed = new Set(toSettle.escalations.map(({ notificationId }) => notificationId));
  const unlisted = judged.filter((one) => (one.end === 'outcome_unknown') !== listed.has(one.notificationId));
  for (const { notificationId, faults } of judged.filter((one) => one.faults.length > 0)) {
    console.log(`${notificationId}: ${faults.join('; ')}`);
  }
  return findings(kills, judged, { unlisted: unlisted.length, putOff: run.carrier.putOff() });
}

function findings(
  kills: readonly Kill[],
  judged: readonly Judged[],
  { unlisted, putOff }: { unlisted: number; putOff: number },
): Findings {
  const count = (matches: (one: Judged) => boolean) => judged.filter(matches).length;
  const struck = kills.map(({ atMs }) => struckAt(judged, atMs));
  const inFlight = struck.filter(({ underWay }) => underWay > 0).length;
  const unknown = (one: Judged) => one.end === 'outcome_unknown';
  const isForgotten = ({ end }: Judged) => end === 'open' || end === 'answer_lost';
  const killed = (victim: string) =>
    kills.filter(({ victims }) => victims.some((one) => one === victim)).length;
  return {
    bench: 'kill',
    measures: [
      {
        name: 'escalations under way at a kill',
        unit: '',
        series: seriesOf(struck.map((at) => at.underWay)),
      },
    ],
    verdicts: [
      share('kills while an escalation was under way', inFlight, kills.length),
      share(
        'escalations without a second SMS',
        count(({ taken }) => taken <= 1),
        judged.length,
      ),
      share(
        'escalations that ended',
        count((one) => !isForgotten(one)),
        judged.length,
      ),
      share(
        'escalations whose end is what the carrier knows',
        count((one) => one.faults.length === 0),
        judged.length,
      ),
      share('unknown outcomes listed for a person, and no others', judged.length - unlisted, judged.length),
    ],
    notes: [
      `${kills.length} kills (the app ${killed('app')} times, the engine ${killed('engine')} times), ${inFlight} of them while ` +
        `escalations were under way, ${struck.filter(({ asking }) => asking > 0).length} while the carrier was being asked.`,
      `${judged.length} escalations: ${count(({ end }) => end === 'sent')} sent one SMS, ${count(({ end }) => end === 'seen')} ended ` +
        `because a person opened the mail, ${count(unknown)} have an unknown outcome (the carrier took ` +
        `${count((one) => unknown(one) && one.taken === 1)} of these), ${count(isForgotten)} are forgotten; ` +
        `${count(({ taken }) => taken > 1)} got a second SMS. The carrier put off ${putOff} askings.`,
      'What can have no answer any more was looked at by a clock moved on an hour, in place of waiting ten minutes.',
    ],
  };
}

/** How many escalations, and how many askings of the carrier, had begun and not ended at a moment. */
function struckAt(judged: readonly Judged[], atMs: number) {
  const isIn = (span: Judged['underWay']) => span !== null && span.from <= atMs && atMs < span.to;
  return {
    underWay: judged.filter(({ underWay }) => isIn(underWay)).length,
    asking: judged.filter(({ asking }) => isIn(asking)).length,
  };
}

/** All of them, or the bar is missed. */
function share(name: string, count: number, of: number): Verdict {
  return { name, bar: 1, format: 'percent', series: seriesOf([count / of]) };
}
