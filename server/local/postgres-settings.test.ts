import { describe, expect, it } from 'vitest';
import { memorySettings, socketFolderOf } from './postgres-settings.ts';

const GB = 1024 ** 3;

describe('shared buffers', () => {
  it.each([
    [GB / 2, '128MB'],
    [4 * GB, '512MB'],
    [64 * GB, '1024MB'],
  ])('of a machine with %d bytes', (bytes, buffers) => {
    expect(memorySettings(bytes).shared_buffers).toBe(buffers);
  });
});

describe.skipIf(process.platform === 'win32')('the folder of the socket', () => {
  it('is beside the data', () => {
    expect(socketFolderOf({ data: '/srv/earshot/postgres/18' })).toBe('/srv/earshot/postgres');
  });

  it.each([`/srv/${'a'.repeat(90)}/18`, '/srv/a,b/18', '/srv/ä/18'])('is none for %s', (data) => {
    expect(socketFolderOf({ data })).toBeUndefined();
  });
});
