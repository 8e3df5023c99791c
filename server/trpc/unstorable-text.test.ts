import { expect, it, vi } from 'vitest';
import type { Viewer } from '#server/auth/viewer.ts';
import { appRouter, createCaller } from './router.ts';
import type { Context } from './trpc.ts';

const paths = Object.keys(appRouter._def.procedures);
const admin: Viewer = { userId: 'admin-1', email: 'admin@example.com', role: 'admin' };

/** What the procedure of that path answers; it gets nothing to answer from. */
function call(path: string, input: unknown, viewer: Viewer | null): Promise<unknown> {
  const error = vi.fn();
  const deps = new Proxy({} as Context['deps'], {
    get: (_, name) => {
      if (name === 'log') return { error };
      throw new Error('went to the database');
    },
  });
  // Safe: the path is one of the router's own, and what stands there takes whatever is sent.
  const procedure = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], createCaller({ viewer, deps }));
  return (procedure as (input: unknown) => Promise<unknown>)(input);
}

it('looks at every procedure', () => {
  expect(paths.length).toBeGreaterThan(60);
});

it.each(paths)('%s refuses text that the database would refuse, and says where it is', async (path) => {
  for (const text of ['\0', 'jane\0@example.com', '\ud83d', 'x\ude00']) {
    await expect(call(path, { q: [{ why: text }] }, admin)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/^q\.0\.why holds a NUL character .+\.$/),
    });
  }
  await expect(call(path, '\0', admin)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

it('tells strangers to sign in before it looks at what they say', async () => {
  const answers = await Promise.allSettled(paths.map((path) => call(path, { q: '\0' }, null)));
  const codes = answers.map((answer) => answer.status === 'rejected' && answer.reason.code);
  expect(new Set(codes)).toEqual(new Set(['UNAUTHORIZED', 'BAD_REQUEST']));
});
