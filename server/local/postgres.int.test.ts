import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#db/connect.ts';
import { databaseUrl } from './database-url.ts';
import { removePostgres, startPostgres } from './postgres.ts';
import { waitUntilGone } from './process-table.ts';

let home: string;
let dataDir: string;
const password = 'päss wörd/1';

// One folder for all of them: to make one takes longer than any test here, and none minds what another left in it.
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'earshot-postgres-'));
  await chmod(home, 0o755);
  dataDir = path.join(home, 'postgres');
});

afterAll(async () => {
  await removePostgres(dataDir);
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function query<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

const remembered = (url: string) =>
  query(url, (sql) => sql`select note from memory`.then((rows) => rows.map((row) => row.note)));
const remember = (url: string, note: string) =>
  query(url, async (sql) => {
    await sql`create table if not exists memory (note text)`;
    await sql`truncate memory`;
    await sql`insert into memory values (${note})`;
  });

describe('startPostgres', () => {
  it('keeps data from one start to the next', async () => {
    const first = await startPostgres({ dataDir, password });
    await remember(first.adminUrl, 'kept');
    await first.stop();
    const second = await startPostgres({ dataDir, password });
    const notes = await remembered(second.adminUrl);
    await second.stop();
    expect(notes).toEqual(['kept']);
  });

  it('sorts and lowers text the same way everywhere, syncs to disk, and refuses a wrong password', async () => {
    const server = await startPostgres({ dataDir, password });
    try {
      const [row] = await query(
        server.adminUrl,
        (sql) => sql`select lower('ÄÖÜ') as lower, 'Z' < 'a' as bytewise,
          current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
          current_setting('listen_addresses') as listens`,
      );
      expect(row).toEqual({
        lower: 'äöü',
        bytewise: true,
        encoding: 'UTF8',
        fsync: 'on',
        listens: '127.0.0.1',
      });
      const wrong = new URL(server.adminUrl);
      wrong.password = 'wrong';
      await expect(query(wrong.href, (sql) => sql`select 1`)).rejects.toThrow(
        'password authentication failed',
      );
    } finally {
      await server.stop();
    }
  });

  it.skipIf(process.platform === 'win32')(
    'is reached over a socket that asks for the password too',
    async () => {
      const { adminUrl, socketFolder, stop } = await startPostgres({ dataDir, password });
      try {
        expect(socketFolder).toBe(dataDir);
        const way = (url: string) =>
          query(url, (sql) => sql`select inet_server_addr() is null as local`.then(([row]) => row?.local));
        expect(await way(databaseUrl(adminUrl, 'postgres', { socketFolder }))).toBe(true);
        expect(await way(adminUrl)).toBe(false);
        const role = { user: 'postgres', password: 'wrong' };
        await expect(way(databaseUrl(adminUrl, 'postgres', { role, socketFolder }))).rejects.toThrow(
          'password authentication failed',
        );
      } finally {
        await stop();
      }
    },
  );

  it('recovers what was committed before Postgres was killed', async () => {
    const first = await startPostgres({ dataDir, password });
    await remember(first.adminUrl, 'recovered');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await startPostgres({ dataDir, password });
    const notes = await remembered(second.adminUrl);
    const sockets = (await readdir(dataDir)).filter((name) => /^.s.PGSQL.[0-9]+$/.test(name));
    expect(sockets.length).toBeLessThanOrEqual(1);
    await second.stop();
    expect(notes).toEqual(['recovered']);
  });

  it('is not held up by a stale pid file that names another living program', async () => {
    const first = await startPostgres({ dataDir, password });
    await remember(first.adminUrl, 'kept by the living');
    const pidFile = path.join(dataDir, '18/postmaster.pid');
    const { uid, gid } = await stat(dataDir);
    const bystander = spawn('sleep', ['600'], { uid, gid, stdio: 'ignore' });
    const stale = (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(bystander.pid));
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await writeFile(pidFile, stale);
    try {
      const second = await startPostgres({ dataDir, password });
      const notes = await remembered(second.adminUrl);
      await second.stop();
      expect(notes).toEqual(['kept by the living']);
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    } finally {
      bystander.kill();
    }
  });

  it('takes over from a server whose starter is gone', async () => {
    const first = await startPostgres({ dataDir, password });
    await remember(first.adminUrl, 'taken over');
    const second = await startPostgres({ dataDir, password });
    const notes = await remembered(second.adminUrl);
    await second.stop();
    await first.exited;
    expect(notes).toEqual(['taken over']);
  });

  it('shuts the server down when the process that started it is killed', async () => {
    const program = `import { startPostgres } from ${JSON.stringify(fileURLToPath(new URL('postgres.ts', import.meta.url)))};
      startPostgres(${JSON.stringify({ dataDir, password })}).then((server) => {
        console.log(server.pid);
        setInterval(() => {}, 1000);
      });`;
    const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(starter.stdout, 'data');
    const pid = Number(String(printed));
    expect(pid).toBeGreaterThan(1);
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    expect(await waitUntilGone(pid, dataDir, 10_000)).toBe(true);
  });

  it('says which port is the trouble', async () => {
    const first = await startPostgres({ dataDir, password });
    const port = Number(new URL(first.adminUrl).port);
    const other = path.join(home, 'other');
    await expect(startPostgres({ dataDir: other, password, port })).rejects.toThrow(/Address already in use/);
    await first.stop();
    await removePostgres(other);
  });

  it.runIf(process.getuid?.() === 0)('works for root beneath a folder that only root can enter', async () => {
    const closed = path.join(home, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const dataDir = path.join(closed, 'postgres');
    const first = await startPostgres({ dataDir, password });
    await remember(first.adminUrl, 'kept behind doors');
    await first.stop();
    expect((await lstat(dataDir)).isSymbolicLink()).toBe(true);
    const second = await startPostgres({ dataDir, password });
    const notes = await remembered(second.adminUrl);
    await second.stop();
    await removePostgres(dataDir);
    expect(notes).toEqual(['kept behind doors']);
  });
});
