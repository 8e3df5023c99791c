import { currentViewer } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import type { Context } from './trpc.ts';

/** The context of the request being answered. */
export async function requestContext(): Promise<Context> {
  return { viewer: await currentViewer(), deps: deps() };
}
