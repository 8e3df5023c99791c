import { openDatabase, type Sql } from '#db/client.ts';
import { createSignInLink } from '#server/auth/sign-in-link.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { whoRuns } from '#server/local/running.ts';
import { loadSecrets, type Secrets } from '#server/local/secrets.ts';
import type { RehearsedReport } from '#server/providers/provider.ts';
import { providerById } from '#server/providers/registry.ts';

/** A started Earshot as a test may use it beyond its pages. */
export interface Installation {
  /** Without a trailing slash. */
  readonly url: string;
  readonly secrets: Secrets;
  readonly sql: Sql;
  /** Posts these reports as the provider would, signed. Throws unless every request is accepted. */
  report(providerId: string, reports: readonly RehearsedReport[]): Promise<void>;
  /** Keeps these reports as an earlier build would have that could not read them; nobody is told to look. */
  leaveUnread(providerId: string, reports: readonly RehearsedReport[], failure: string): Promise<void>;
  /** A link to the page that signs this person in, who need not exist yet. */
  signInLink(email: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the installation that runs from this data folder. Throws when none does. */
export async function openInstallation(dataDir: string): Promise<Installation> {
  const running = await whoRuns(dataDir);
  if (!running?.databaseUrl) throw new Error(`No Earshot runs from ${dataDir}.`);
  const { url } = running;
  const secrets = await loadSecrets(dataDir);
  const { sql, close } = openDatabase(running.databaseUrl, { max: 2, applicationName: 'earshot tests' });
  return {
    url,
    secrets,
    sql,
    close,
    report: (providerId, reports) => report(url, secrets, providerId, reports),
    leaveUnread: (providerId, reports, failure) =>
      leaveUnread(sql, secrets, { providerId, reports, failure }),
    signInLink: (email) => {
      const now = new Date().toISOString();
      return createSignInLink({ email, baseUrl: url, sql, secret: secrets.sessionSecret, now });
    },
  };
}

async function report(
  url: string,
  secrets: Secrets,
  providerId: string,
  reports: readonly RehearsedReport[],
): Promise<void> {
  const provider = providerById(providerId);
  const credentials = secrets.rehearsals[providerId];
  if (!provider || !credentials) throw new Error(`There is no provider "${providerId}".`);
  const endpoint = `${url}/api/webhooks/${providerId}`;
  const signing = { secret: credentials.secret, signedAt: instantFromMs(Date.now()), url: endpoint };
  for (const request of provider.rehearsal.requests(reports, signing)) {
    const response = await fetch(`${endpoint}${request.query ?? ''}`, {
      method: 'POST',
      headers: { ...request.headers },
      body: new Uint8Array(request.body),
    });
    if (!response.ok)
      throw new Error(`${providerId} was answered ${response.status}: ${await response.text()}`);
  }
}

interface Unread {
  readonly providerId: string;
  readonly reports: readonly RehearsedReport[];
  readonly failure: string;
}

async function leaveUnread(
  sql: Sql,
  secrets: Secrets,
  { providerId, reports, failure }: Unread,
): Promise<void> {
  const provider = providerById(providerId);
  if (!provider) throw new Error(`There is no provider "${providerId}".`);
  const { secret } = secrets.rehearsals[providerId] ?? provider.rehearsal.credentials();
  const letters = reports.map((told) => {
    const signing = { secret, signedAt: told.at, url: 'https://earshot.test' };
    const raw = provider.rehearsal.requests([told], signing)[0]?.body.toString() ?? '';
    const id = `unread-${told.providerMessageId}-${told.kind}`;
    return {
      stream: webhookStream(providerId),
      type: 'WebhookUnrecognized' as const,
      data: { provider: providerId, failure, adapterVersion: provider.adapterVersion },
      personal: { raw, encoding: 'json' as const },
      subject: { kind: 'webhook-item', value: id },
      occurredAt: told.at,
      receivedAt: told.at,
      source: providerId,
      sourceEventId: id,
      fingerprint: ['unread', id],
      verification: { scope: 'full_body' as const, method: 'rehearsal', keyId: 'k1' },
    };
  });
  await openEventStore(sql, secrets).append(letters);
}
