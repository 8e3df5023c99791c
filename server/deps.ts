import { type Database, openDatabase } from '#db/client.ts';
import {
  signalCheckWished,
  signalEscalationHeard,
  signalEventsAppended,
  signalNotificationsRequested,
  signalRebuildWished,
  signalReplayRequested,
} from '#inngest/signals.ts';
import { openAdminMail } from '#server/auth/admin-mail.ts';
import { type ApiKeys, openApiKeys } from '#server/auth/api-keys.ts';
import { openAccounts } from '#server/auth/open-accounts.ts';
import type { Alerting } from '#server/commands/alert-deps.ts';
import type { Accounts } from '#server/commands/erasing-deps.ts';
import type { Outbound } from '#server/commands/send-deps.ts';
import { type Instant, instantFromMs } from '#server/domain/instant.ts';
import { type Env, env } from '#server/env.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { type Logger, openLog } from '#server/log.ts';
import { type Metrics, openMetrics } from '#server/metrics.ts';
import { createNudge } from '#server/nudge.ts';
import { mailIdentities } from '#server/providers/mail-identities.ts';
import { type OpenProviders, openProviders } from '#server/providers/open-providers.ts';
import { openSenders } from '#server/providers/open-senders.ts';
import { openOutboundWebhook } from '#server/providers/outbound-webhook.ts';
import { openSecurityLog, type SecurityLog } from '#server/security-log/security-log.ts';
import { openUnsubscribeTokens } from '#server/unsubscribe/token.ts';

const nudgeIntervalMs = 200;

/** Everything that has a lifetime, made once per process and handed to the functions that do the work. */
export interface Deps {
  readonly env: Env;
  readonly sql: Database['sql'];
  readonly db: Database['db'];
  readonly eventStore: EventStore;
  readonly providers: OpenProviders;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly securityLog: SecurityLog;
  readonly now: () => Instant;
  /** Tells the engine to look at the event store. Call it after an append; see `createNudge` for what it answers. */
  readonly nudge: () => Promise<void> | null;
  /** Tells the engine that a replay was asked for. Never rejects: its sweep finds the replay within five minutes. */
  readonly askForReplay: () => Promise<void>;
  /** Tells the engine that somebody wishes something of a rebuild. Never rejects: its sweep looks within a minute. */
  readonly askForRebuild: () => Promise<void>;
  /** Tells the engine which notifications there are to send. Never rejects: its sweep finds them within minutes. */
  readonly askToSend: (notificationIds: readonly string[]) => Promise<void>;
  /** Tells whoever watches an escalation that there is something to see. Never rejects: its sweep looks in minutes. */
  readonly tellOfEscalation: (notificationId: string) => Promise<void>;
  readonly apiKeys: ApiKeys;
  readonly outbound: Outbound;
  /** Where alerts are told. */
  /** What there is of people beyond events, to forget it. */
  readonly accounts: Accounts;
  readonly alerting: Alerting;
  /** Tells the engine that somebody wants to know now how the mail fares. Never rejects: it looks every five minutes. */
  readonly askForCheck: () => Promise<void>;
}

// Next compiles each route by itself and reloads modules in development; the process has one of these all the same.
const shared: typeof globalThis & { earshotDeps?: Deps } = globalThis;

export function deps(): Deps {
  shared.earshotDeps ??= openDeps(env());
  return shared.earshotDeps;
}

function openDeps(environment: Env): Deps {
  const log = openLog(environment.LOG_LEVEL);
  const metrics = openMetrics();
  const { sql, db } = openDatabase(environment.DATABASE_URL);
  const secrets = {
    encryptionKey: environment.EARSHOT_ENCRYPTION_KEY,
    addressPepper: environment.EARSHOT_ADDRESS_PEPPER,
  };
  const eventStore = openEventStore(sql, secrets, { url: environment.DATABASE_URL });
  const now = () => instantFromMs(Date.now());
  return {
    env: environment,
    sql,
    db,
    eventStore,
    providers: openProviders(environment.all, log),
    log,
    metrics,
    securityLog: openSecurityLog(sql, environment.EARSHOT_ADDRESS_PEPPER),
    now,
    nudge: createNudge(signalEventsAppended, {
      intervalMs: nudgeIntervalMs,
      onLost: (err) => {
        metrics.signalsLost.inc();
        log.warn({ err }, 'the engine did not take a nudge; its sweep will look within a minute');
      },
    }),
    askForReplay: () =>
      signalReplayRequested().catch((err) => {
        metrics.signalsLost.inc();
        log.warn(
          { err },
          'the engine did not take the signal of a replay; its sweep looks within five minutes',
        );
      }),
    askForRebuild: () =>
      signalRebuildWished().catch((err) => {
        metrics.signalsLost.inc();
        log.warn({ err }, 'the engine did not take the signal of a rebuild; its sweep looks within a minute');
      }),
    askToSend: (notificationIds) =>
      signalNotificationsRequested(notificationIds).catch((err) => {
        metrics.signalsLost.inc();
        log.warn({ err }, 'the engine did not take the signal to send; its sweep looks within five minutes');
      }),
    tellOfEscalation: (notificationId) =>
      signalEscalationHeard(notificationId).catch((err) => {
        metrics.signalsLost.inc();
        log.warn({ err }, 'the engine did not take the signal of an escalation; its sweep looks in minutes');
      }),
    outbound: {
      senders: openSenders(environment.all, log),
      mailIdentities: mailIdentities(environment),
      unsubscribeTokens: openUnsubscribeTokens(environment.EARSHOT_ADDRESS_PEPPER),
      publicBaseUrl: environment.PUBLIC_BASE_URL,
    },
    accounts: openAccounts({ settings: environment, sql, now }),
    alerting: openAlerting(environment, { sql, db, now }),
    askForCheck: () =>
      signalCheckWished().catch((err) => {
        metrics.signalsLost.inc();
        log.warn(
          { err },
          'the engine did not take the signal to look at the mail; it looks within five minutes',
        );
      }),
    apiKeys: openApiKeys({ bootstrapKey: environment.EARSHOT_API_KEY, eventStore, nowMs: Date.now }),
  };
}

function openAlerting(environment: Env, { sql, db, now }: Pick<Deps, 'sql' | 'db' | 'now'>): Alerting {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret, PUBLIC_BASE_URL } = environment;
  return {
    mail: openAdminMail({ settings: environment, sql, db, now }),
    webhook: url === undefined || secret === undefined ? null : openOutboundWebhook({ url, secret }, now),
    publicBaseUrl: PUBLIC_BASE_URL,
  };
}
