import { type Instant, instantFromMs } from '#server/domain/instant.ts';
import type { SignedRequest } from '#server/providers/provider.ts';
import { providerById } from '#server/providers/registry.ts';
import { type Fired, fire } from './http-load.ts';
import { reportsOf, type Unit } from './traffic.ts';
import { serveJobs } from './worker.ts';

export type LoadJob =
  | {
      /** Signs requests beforehand, in place of those prepared before. */
      readonly step: 'prepare';
      readonly provider: string;
      readonly secret: string;
      readonly unit: Unit;
      readonly first: number;
      readonly count: number;
      readonly since: Instant;
    }
  | {
      /** Sends what was prepared, each once, or as much of it as the time allows. */
      readonly step: 'fire';
      readonly url: string;
      readonly connections: number;
      readonly forMs: number;
    };

/** `bytes` is the size of all bodies prepared. */
export type LoadResult = Fired & { readonly bytes: number };

const nothing: Fired = { perSecond: 0, acknowledged: [], latenciesMs: [], refusals: [] };
let prepared: readonly SignedRequest[] = [];

serveJobs<LoadJob, LoadResult>(async (job) => {
  if (job.step === 'prepare') prepared = prepare(job);
  const fired = job.step === 'fire' ? await fire({ ...job, requests: prepared }) : nothing;
  return { ...fired, bytes: prepared.reduce((bytes, { body }) => bytes + body.length, 0) };
});

function prepare(job: Extract<LoadJob, { step: 'prepare' }>): readonly SignedRequest[] {
  const rehearsal = providerById(job.provider)?.rehearsal;
  if (!rehearsal) throw new Error(`there is no provider ${job.provider}`);
  const signing = { secret: job.secret, signedAt: instantFromMs(Date.now()), url: 'https://earshot.test' };
  return Array.from({ length: job.count }, (_, n) => {
    const reports = reportsOf(job.unit, job.first + n, job.since);
    const requests = rehearsal.requests(reports, signing);
    const [request] = requests;
    if (!request || requests.length > 1)
      throw new Error(`${job.provider} does not take all reports in one request`);
    return request;
  });
}
