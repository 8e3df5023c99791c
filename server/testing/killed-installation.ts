import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '#server/local/ports.ts';
import { type KillableProcess, startKillable } from './killable-process.ts';

const appFile = fileURLToPath(new URL('../../inngest/testing-endpoint.ts', import.meta.url));
const engineFile = fileURLToPath(new URL('../../inngest/embedded/main.ts', import.meta.url));
const stillDownMs = 100;

export interface KilledSettings {
  readonly databases: { readonly app: string; readonly engine: string };
  readonly secrets: { readonly encryptionKey: string; readonly addressPepper: string };
  /** The variables of what it sends through. */
  readonly carrier: Readonly<Record<string, string>>;
}

export type Victim = 'app' | 'engine';

/**
 * The app's functions behind a port and the job engine, each a process of its own that can be killed and comes back at
 * the same place. The next app is loaded already when the one before it dies, so that it is back as soon as the engine.
 */
export async function startKilledInstallation(settings: KilledSettings) {
  const [appPort, enginePort] = [await freePort(), await freePort()];
  const engineUrl = `http://127.0.0.1:${enginePort}`;
  const appUrl = `http://127.0.0.1:${appPort}/api/inngest`;
  const start: Record<Victim, () => KillableProcess> = {
    app: () => startKillable(appFile, [String(appPort)], environmentOf(settings, engineUrl)),
    engine: () =>
      startKillable(engineFile, ['--exit-with-parent', '--port', String(enginePort), '--app', appUrl], {
        EARSHOT_ENGINE_DATABASE_URL: settings.databases.engine,
      }),
  };
  let isClosed = false;
  let spare = start.app();
  const goLive: Record<Victim, () => Promise<KillableProcess>> = {
    async app() {
      const next = spare;
      await next.heard('loaded');
      next.say('listen');
      await next.heard('listening');
      spare = start.app();
      return next;
    },
    async engine() {
      const next = start.engine();
      await next.heard('{"ready":true');
      return next;
    },
  };
  const app = await goLive.app();
  const live: Record<Victim, KillableProcess> = { app, engine: await goLive.engine() };
  return {
    /** kill -9 of these at the same moment, which is answered. */
    async kill(victims: readonly Victim[]): Promise<number> {
      const atMs = Date.now();
      await Promise.all(victims.map((victim) => live[victim].kill()));
      return atMs;
    },
    /** Starts what was killed, and resolves when it works again. */
    async revive(victims: readonly Victim[]): Promise<void> {
      for (const victim of victims) live[victim] = await goLive[victim]();
    },
    /** Gives a signal as an app does that died with the engine, or as one that was asked again until it was there. */
    async signal(name: string, data: Record<string, unknown>, isPatient: boolean): Promise<void> {
      const body = JSON.stringify([{ name, data }]);
      for (let isTaken = false; !isTaken; ) {
        const answer = await fetch(`${engineUrl}/e/key`, { method: 'POST', body }).catch(() => null);
        isTaken = answer?.ok === true || !isPatient || isClosed;
        if (!isTaken) await pause(stillDownMs);
      }
    },
    async close(): Promise<void> {
      isClosed = true;
      await Promise.all([...Object.values(live), spare].map((one) => one.kill()));
    },
  };
}

export type KilledInstallation = Awaited<ReturnType<typeof startKilledInstallation>>;

/** What an app of local mode sees; it is public under a name that carriers accept. */
function environmentOf({ databases, secrets, carrier }: KilledSettings, engineUrl: string) {
  return {
    ...carrier,
    EARSHOT_LOCAL: '1',
    DATABASE_URL: databases.app,
    EARSHOT_ENCRYPTION_KEY: secrets.encryptionKey,
    EARSHOT_ADDRESS_PEPPER: secrets.addressPepper,
    NEXTAUTH_SECRET: secrets.addressPepper,
    PUBLIC_BASE_URL: 'https://earshot.test',
    INNGEST_DEV: engineUrl,
    LOG_LEVEL: 'silent',
  };
}
