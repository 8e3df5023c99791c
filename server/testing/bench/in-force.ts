import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { instantFromMs } from '#server/domain/instant.ts';
import type { Parts } from '#server/local/parts.ts';
import { providers } from '#server/providers/registry.ts';
import type { Findings, Measure, Verdict } from './findings.ts';
import { post } from './http-load.ts';
import { type Cause, causesOf } from './in-force-causes.ts';
import { openWatch, pauseBetweenMs, type Watch } from './in-force-watch.ts';
import { type Installation, startInstallation } from './installation.ts';
import type { PacedJob, PacedResult } from './paced-load-process.ts';
import { percentile, seriesOf } from './statistics.ts';
import { startWorker, type Worker } from './worker.ts';

const barMs = 1_000;
const rounds = 5;
/** Other webhooks a second while it is measured, and how many samples are under way at a time. */
const phases = [
  { name: 'idle', perSecond: 0, lanes: 1 },
  { name: '20 webhooks/s beside it', perSecond: 20, lanes: 4 },
  { name: '100 webhooks/s beside it', perSecond: 100, lanes: 4 },
] as const;
type Phase = (typeof phases)[number];

/** Between two samples of a lane: signals are sent every 200 ms at most, and samples must not fall in with that. */
const longestPauseMs = 400;
const paceMs = 1_000;

interface Sample {
  readonly cause: string;
  readonly ms: number;
}

/**
 * From the 2xx to the moment a check on another connection says that the address is suppressed, with the job engine
 * doing its work. Every cause in turn, with nothing else going on and beside other webhooks.
 */
export async function inForce(parts: Parts, options: { quick: boolean }): Promise<Findings> {
  const installation = await startInstallation(parts, { engine: true });
  const watch = await openWatch(installation);
  await parts.add('the watch', watch.close);
  const load = startWorker<PacedJob, PacedResult>(new URL('paced-load-process.ts', import.meta.url));
  await parts.add('the load process', load.stop);
  const causes = causesOf(installation);
  // A connection kept alive may be closed by the server just when it is used again.
  const agent = new Agent({ keepAlive: false });
  const samplesEach = options.quick ? 10 : 100;
  let number = 0;
  const sample = async (cause: Cause): Promise<Sample> => {
    number += 1;
    return await measure(watch, agent, cause, number);
  };
  for (const cause of causes) await sample(cause);

  const background = backgroundOf(installation, load);
  const measured: { phase: Phase; rounds: Sample[][] }[] = [];
  for (const phase of phases) {
    const stop = background(phase.perSecond);
    const taken: Sample[][] = [];
    for (let round = 0; round < rounds; round += 1) {
      taken.push(await oneRound(phase, causes, samplesEach, sample));
      console.log(`${phase.name}, round ${round + 1} of ${rounds}`);
    }
    await stop();
    measured.push({ phase, rounds: taken });
  }
  return findings(measured, watch, samplesEach * rounds);
}

async function measure(watch: Watch, agent: Agent, cause: Cause, number: number): Promise<Sample> {
  const { request, address } = cause.make(number);
  const { status, text } = await post(agent, cause.endpoint, request);
  const acknowledgedAt = performance.now();
  if (status !== 200) throw new Error(`${cause.name} was answered ${status} ${text}`);
  const suppressedAt = await watch.suppressedAt(watch.targetOf(address));
  return { cause: cause.name, ms: suppressedAt - acknowledgedAt };
}

/** `each` samples of every cause, in turn. */
async function oneRound(
  { lanes }: Phase,
  causes: readonly Cause[],
  each: number,
  sample: (cause: Cause) => Promise<Sample>,
): Promise<Sample[]> {
  const taken: Sample[] = [];
  let next = 0;
  const lane = async () => {
    for (;;) {
      const turn = next;
      next += 1;
      const cause = causes[turn % causes.length];
      if (turn >= each * causes.length || cause === undefined) return;
      // Steps of the golden ratio fall evenly on the whole of the pause.
      await pause(((turn * 0.618_034) % 1) * longestPauseMs);
      taken.push(await sample(cause));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return taken;
}

/** Other people's webhooks, until stopped. */
function backgroundOf(installation: Installation, load: Worker<PacedJob, PacedResult>) {
  const provider = providers.find(({ channels }) => channels.includes('email'));
  if (!provider) throw new Error('no provider sends mail');
  const path = `/api/webhooks/${provider.id}`;
  const { secret } = installation.credentialsOf(provider.id);
  const urls = { url: `${installation.url}${path}`, signedUrl: `${installation.publicUrl}${path}` };
  const since = instantFromMs(Date.now() - 3_600_000);
  let first = 0;
  return (perSecond: number): (() => Promise<void>) => {
    let isOver = perSecond === 0;
    const running = (async () => {
      while (!isOver) {
        const job = { provider: provider.id, secret, ...urls, perSecond, forMs: paceMs, first, since };
        const { sent, refusals } = await load.ask(job);
        if (refusals.length > 0) throw new Error(`the background was refused: ${refusals.join('; ')}`);
        first += sent;
      }
    })();
    // A failure is thrown where the background is stopped.
    running.catch(() => undefined);
    return async () => {
      isOver = true;
      await running;
    };
  };
}

function findings(
  measured: readonly { phase: Phase; rounds: readonly Sample[][] }[],
  watch: Watch,
  samples: number,
): Findings {
  const measures: Measure[] = [];
  const verdicts: Verdict[] = [];
  for (const { phase, rounds } of measured) {
    const series = (p: number, taken = rounds) =>
      seriesOf(
        taken.map((round) =>
          percentile(
            round.map(({ ms }) => ms),
            p,
          ),
        ),
      );
    for (const [name, p] of [
      ['p50', 50],
      ['p95', 95],
      ['p99', 99],
      ['max', 100],
    ] as const) {
      measures.push({ name: `${phase.name}: ${name}`, unit: 'ms', series: series(p) });
    }
    for (const cause of new Set(rounds.flat().map((one) => one.cause))) {
      const all = rounds.flat().filter((one) => one.cause === cause);
      measures.push({
        name: `${phase.name}: p99 of ${cause}, all rounds`,
        unit: 'ms',
        series: series(99, [all]),
      });
    }
    const slowest = series(99).rounds;
    verdicts.push({
      name: `one second ÷ p99, ${phase.name}`,
      bar: 1,
      format: 'times',
      series: seriesOf(slowest.map((ms) => barMs / ms)),
    });
  }
  const asked = (p: number) => percentile(watch.questionsMs, p).toFixed(1);
  return {
    bench: 'in-force',
    measures,
    verdicts,
    notes: [
      `From the 2xx to a check on another connection that says suppressed: ${samples} samples of each cause and load. ` +
        `A check takes ${asked(50)} ms (p99 ${asked(99)}) and is asked again ${pauseBetweenMs} ms later, which is counted in.`,
    ],
  };
}
