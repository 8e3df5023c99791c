import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Instant, instantFromMs } from '#server/domain/instant.ts';
import { providerById } from '#server/providers/registry.ts';
import { post } from './http-load.ts';
import { reportsOf } from './traffic.ts';
import { serveJobs } from './worker.ts';

/** Posts single reports at an even rate for a time, whether or not the earlier ones are answered yet. */
export interface PacedJob {
  readonly provider: string;
  readonly secret: string;
  readonly url: string;
  readonly signedUrl: string;
  readonly perSecond: number;
  readonly forMs: number;
  /** Number of the first report. */
  readonly first: number;
  readonly since: Instant;
}

export interface PacedResult {
  readonly sent: number;
  /** The first answers that were not 200, as `status body`. */
  readonly refusals: readonly string[];
}

// A connection kept alive may be closed by the server just when it is used again.
const agent = new Agent({ keepAlive: false, maxSockets: 32 });

serveJobs<PacedJob, PacedResult>(async (job) => {
  const rehearsal = providerById(job.provider)?.rehearsal;
  if (!rehearsal) throw new Error(`there is no provider ${job.provider}`);
  const refusals: string[] = [];
  const underWay = new Set<Promise<unknown>>();
  const start = performance.now();
  let sent = 0;
  for (; (sent * 1000) / job.perSecond < job.forMs; sent += 1) {
    const dueMs = start + (sent * 1000) / job.perSecond - performance.now();
    if (dueMs > 0) await pause(dueMs);
    const signing = { secret: job.secret, signedAt: instantFromMs(Date.now()), url: job.signedUrl };
    const [request] = rehearsal.requests(reportsOf('single', job.first + sent, job.since), signing);
    if (!request) throw new Error(`${job.provider} made no request`);
    const answered = post(agent, job.url, request).then(({ status, text }) => {
      if (status !== 200 && refusals.length < 5) refusals.push(`${status} ${text.slice(0, 200)}`);
    });
    underWay.add(answered.finally(() => underWay.delete(answered)));
  }
  await Promise.all(underWay);
  return { sent, refusals };
});
