import { openDatabase, type Sql } from '#db/client.ts';
import { createSignInLink } from '#server/auth/sign-in-link.ts';
import { createApiKey } from '#server/commands/create-api-key.ts';
import type { ApiKeyScope } from '#server/domain/api-key/scope.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { webhookStream } from '#server/domain/webhook/events.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { whoRuns } from '#server/local/running.ts';
import { loadSecrets, type Secrets } from '#server/local/secrets.ts';
import type {
  Provider,
  RehearsedReply,
  RehearsedReport,
  SignedRequest,
  Signing,
} from '#server/providers/provider.ts';
import { providerById } from '#server/providers/registry.ts';

/** A started Earshot as a test may use it beyond its pages. */
export interface Installation {
  /** Without a trailing slash. */
  readonly url: string;
  readonly secrets: Secrets;
  readonly sql: Sql;
  /** Posts these reports as the provider would, signed. Throws unless every request is accepted. */
  report(providerId: string, reports: readonly RehearsedReport[]): Promise<void>;
  /** Posts what people wrote back, in the same way. */
  reply(providerId: string, replies: readonly RehearsedReply[]): Promise<void>;
  /** Keeps these reports as an earlier build would have that could not read them; nobody is told to look. */
  leaveUnread(providerId: string, reports: readonly RehearsedReport[], failure: string): Promise<void>;
  /** Sets a person's addresses, as a host product would; read models see them with the next thing that is told. */
  knows(userId: string, addresses: Partial<Record<Channel, string>>): Promise<void>;
  /** A key for the API that may do this. */
  apiKey(...scopes: readonly ApiKeyScope[]): Promise<string>;
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
    report: (providerId, reports) =>
      post(url, secrets, providerId, ({ rehearsal }, signing) => rehearsal.requests(reports, signing)),
    reply: (providerId, replies) =>
      post(url, secrets, providerId, ({ rehearsal }, signing) => rehearsal.replies?.(replies, signing) ?? []),
    leaveUnread: (providerId, reports, failure) =>
      leaveUnread(sql, secrets, { providerId, reports, failure }),
    knows: (userId, addresses) => setAddresses(openEventStore(sql, secrets), userId, addresses),
    apiKey: async (...scopes) => {
      const by = { name: 'tests', actor: 'tests', at: instantFromMs(Date.now()) };
      const { token } = await createApiKey({ eventStore: openEventStore(sql, secrets) }, { ...by, scopes });
      return token;
    },
    signInLink: (email) => {
      const now = new Date().toISOString();
      return createSignInLink({ email, baseUrl: url, sql, secret: secrets.sessionSecret, now });
    },
  };
}

async function post(
  url: string,
  secrets: Secrets,
  providerId: string,
  requestsOf: (provider: Provider, signing: Signing) => readonly SignedRequest[],
): Promise<void> {
  const provider = providerById(providerId);
  const credentials = secrets.rehearsals[providerId];
  if (!provider || !credentials) throw new Error(`There is no provider "${providerId}".`);
  const endpoint = `${url}/api/webhooks/${providerId}`;
  const signing = { secret: credentials.secret, signedAt: instantFromMs(Date.now()), url: endpoint };
  for (const request of requestsOf(provider, signing)) {
    const response = await fetch(`${endpoint}${request.query ?? ''}`, {
      method: 'POST',
      headers: { ...request.headers },
      body: new Uint8Array(request.body),
    });
    if (!response.ok)
      throw new Error(`${providerId} was answered ${response.status}: ${await response.text()}`);
  }
}

async function setAddresses(
  store: EventStore,
  userId: string,
  addresses: Partial<Record<Channel, string>>,
): Promise<void> {
  const at = instantFromMs(Date.now());
  // Safe: the record has channels as keys.
  const entries = Object.entries(addresses) as [Channel, string][];
  await store.append(
    entries.map(([channel, value]) => {
      const subject = { kind: addressKinds[channel], value };
      const id = `test-address-${userId}-${channel}-${at}`;
      return {
        stream: contactStream(userId),
        type: 'ContactAddressSet' as const,
        data: { userId, channel, subjectId: store.subjectIdOf(subject) },
        personal: { address: value },
        subject,
        occurredAt: at,
        receivedAt: at,
        source: 'api',
        sourceEventId: id,
        fingerprint: ['test address', id],
        actor: 'tests',
      };
    }),
  );
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
