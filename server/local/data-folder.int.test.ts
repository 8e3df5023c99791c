import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './build.ts';
import { claim, whoRuns } from './running.ts';
import { loadSecrets } from './secrets.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('earshot-data-folder-');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('loadSecrets', () => {
  it('makes secrets once, for their owner only, and the same for everybody after', async () => {
    const made = await loadSecrets(folder);
    expect(Buffer.from(made.encryptionKey, 'base64').length).toBe(32);
    expect(Buffer.from(made.addressPepper, 'base64').length).toBe(32);
    expect(made.encryptionKey).not.toBe(made.addressPepper);
    expect((await stat(path.join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(folder)).toEqual(made);
  });

  it('gives keys to a provider that was added later, and changes no other', async () => {
    const made = await loadSecrets(folder);
    const file = path.join(folder, 'secrets.json');
    await writeFile(file, JSON.stringify({ ...made, rehearsals: {} }));
    const later = await loadSecrets(folder);
    expect(Object.keys(later.rehearsals)).toEqual(Object.keys(made.rehearsals));
    expect({ ...later, rehearsals: {} }).toEqual({ ...made, rehearsals: {} });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(later);
  });

  it('does not lock existing data behind new secrets', async () => {
    await mkdir(path.join(folder, 'postgres'));
    await expect(loadSecrets(folder)).rejects.toThrow(
      /secrets\.json is missing.*Restore the file, or delete/,
    );
  });

  it('does not show a damaged file', async () => {
    await writeFile(path.join(folder, 'secrets.json'), '{"encryptionKey": "hush');
    await expect(loadSecrets(folder)).rejects.toThrow(/^(?!.*hush).*is damaged\. Restore it from a backup/);
  });
});

describe('claim', () => {
  it('tells others who runs and how far it is, until released', async () => {
    const claimed = await claim(folder, 'http://localhost:1');
    await claimed.note({ ready: true, databaseUrl: 'postgres://x' });
    const file = path.join(folder, 'running.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      pid: process.pid,
      url: 'http://localhost:1',
      ready: true,
      databaseUrl: 'postgres://x',
    });
    await claimed.release();
    expect(await whoRuns(folder)).toBeUndefined();
  });

  it('takes over from a process that is gone, even when its id is another program now', async () => {
    for (const pid of [2_147_483_000, process.ppid]) {
      await writeFile(
        path.join(folder, 'running.json'),
        JSON.stringify({ pid, url: 'http://x', ready: true }),
      );
      expect(await whoRuns(folder)).toBeUndefined();
      const claimed = await claim(folder, 'http://localhost:2');
      await claimed.release();
    }
  });
});

describe('the fingerprint of a build', () => {
  it('changes with sources and settings, and not with tests, tools and what a build makes', async () => {
    const write = async (file: string, text: string) => {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    };
    await write('app/page.tsx', 'one');
    const first = await fingerprint(folder);
    for (const file of [
      'app/page.test.tsx',
      'e2e/x.spec.ts',
      '.next/x.js',
      'server/local/x.ts',
      'README.md',
      'tsconfig.tsbuildinfo',
    ]) {
      await write(file, 'changed');
      expect(await fingerprint(folder), file).toBe(first);
    }
    const seen = new Set([first]);
    for (const file of [
      'app/page.tsx',
      'app/b.tsx',
      'server/x.ts',
      'package-lock.json',
      'next.config.ts',
      '.env',
      'public/a.svg',
    ]) {
      await write(file, `changed ${file}`);
      seen.add(await fingerprint(folder));
    }
    expect(seen.size).toBe(8);
  });
});
