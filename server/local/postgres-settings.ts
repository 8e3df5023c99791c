import os from 'node:os';
import path from 'node:path';
import type { Cluster } from './postgres-cluster.ts';

const MB = 1024 ** 2;
/** What a socket's path may be long on macOS, which allows the least; one byte ends it. */
const SOCKET_PATH_BYTES = 103;

/** How much of this machine's memory is ours to use, in bytes: a container may have less than the machine. */
export function memoryOfMachine(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
}

/**
 * Postgres is made for the smallest machine there is. An eighth of the memory, up to 1 GB, keeps the pages of indexes
 * that are written all over at hand; with 2 GB between checkpoints it writes fewer of them whole.
 * See https://www.postgresql.org/docs/current/runtime-config-resource.html.
 */
export function memorySettings(bytes: number): Readonly<Record<string, string>> {
  const buffers = Math.min(Math.max(Math.floor(bytes / 8 / MB), 128), 1024);
  return { shared_buffers: `${buffers}MB`, max_wal_size: '2GB', checkpoint_timeout: '15min' };
}

/** Beside the data, in a folder that nobody else may enter; undefined where the system has no such sockets. */
export function socketFolderOf({ data }: Pick<Cluster, 'data'>): string | undefined {
  const folder = path.dirname(data);
  const longest = Buffer.byteLength(path.join(folder, '.s.PGSQL.65535'));
  // A list of folders: what would need quotes there is not worth them.
  const isPlain = /^[\w./ -]+$/.test(folder);
  return process.platform !== 'win32' && isPlain && longest <= SOCKET_PATH_BYTES ? folder : undefined;
}
