import { once } from 'node:events';
import express from 'express';
import type postgres from 'postgres';
import { connect } from '#db/connect.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import type { Environment, Provider } from '#server/providers/provider.ts';
import { providerById } from '#server/providers/registry.ts';
import { type PayloadFields, payloadFields } from './payload-fields.ts';
import { serveJobs } from './worker.ts';

export interface TutorialJob {
  readonly databaseUrl: string;
  readonly provider: string;
  readonly environment: Environment;
  readonly port: number;
}

/**
 * The server that tutorials teach, as the yardstick: Express, the key built for each request, and for each event one
 * INSERT and one upsert, each a transaction of its own, one after the other.
 */
serveJobs<TutorialJob, { ready: true }>(async (job) => {
  const provider = providerById(job.provider);
  if (!provider) throw new Error(`there is no provider ${job.provider}`);
  const sql = connect(job.databaseUrl, { max: 10, onnotice: () => undefined });
  await createTables(sql);
  const server = tutorialApp(sql, provider, job.environment).listen(job.port, '127.0.0.1');
  await once(server, 'listening');
  return { ready: true };
});

async function createTables(sql: postgres.Sql): Promise<void> {
  await sql`create table delivery_events (
    id bigint generated always as identity primary key, event_id text unique, message_id text not null,
    recipient text not null, kind text not null, payload jsonb not null, created_at timestamptz not null default now())`;
  await sql`create table message_states (
    message_id text primary key, recipient text not null, status text not null, updated_at timestamptz not null)`;
}

function tutorialApp(sql: postgres.Sql, provider: Provider, environment: Environment): express.Express {
  const fields = payloadFields(provider);
  const app = express();
  app.post('/webhook', express.raw({ type: () => true, limit: '10mb' }), async (request, response) => {
    const receiver = provider.configure(environment);
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body: Buffer = request.body;
    const verdict = await receiver?.verify({ url: request.url, headers, body }, instantFromMs(Date.now()));
    if (!verdict?.ok) {
      response.sendStatus(401);
      return;
    }
    const payload = JSON.parse(body.toString());
    for (const event of Array.isArray(payload) ? payload : [payload]) await record(sql, fields, event);
    response.sendStatus(200);
  });
  return app;
}

async function record(
  sql: postgres.Sql,
  fields: PayloadFields,
  event: Record<string, string>,
): Promise<void> {
  const eventId = event[fields.eventId] ?? null;
  const messageId = event[fields.messageId] ?? '';
  const recipient = event[fields.recipient] ?? '';
  const kind = event[fields.kind] ?? '';
  await sql`
    insert into delivery_events (event_id, message_id, recipient, kind, payload)
    values (${eventId}, ${messageId}, ${recipient}, ${kind}, ${sql.json(event)}) on conflict (event_id) do nothing`;
  await sql`
    insert into message_states (message_id, recipient, status, updated_at)
    values (${messageId}, ${recipient}, ${kind}, now())
    on conflict (message_id) do update set status = excluded.status, updated_at = excluded.updated_at`;
}
