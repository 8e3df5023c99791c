import { TRPCError } from '@trpc/server';
import { pageLocale } from '#app/i18n/server.ts';
import { deps } from '#server/deps.ts';
import { createCaller } from '#server/trpc/router.ts';
import { readForm } from './read-form.ts';

export const dynamic = 'force-dynamic';

/** More than the form with every zone and category in it. */
const maxBytes = 64 * 1024;

/** Saves what the form says, and shows it again. The token in the form is the whole authority. */
export async function POST(request: Request): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? Number.NaN) > maxBytes) return backTo('', {});
  const form = readForm(new URLSearchParams(await request.text()));
  const { token, quietHours } = form;
  if (quietHours === undefined) return backTo(token, { saved: 'invalid' });
  const { links } = createCaller({ viewer: null, deps: deps() });
  try {
    const done = await links.save({ ...form, quietHours, language: await pageLocale() });
    if (done === null) return backTo(token, {});
    const undo = new URLSearchParams(done.undo?.split('?')[1]).get('token');
    return backTo(token, { saved: done.changed ? 'yes' : 'no', ...(undo === null ? {} : { undo }) });
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'BAD_REQUEST') {
      return backTo(token, { saved: 'invalid' });
    }
    throw error;
  }
}

function backTo(token: string, outcome: Readonly<Record<string, string>>): Response {
  const location = `/manage?${new URLSearchParams({ token, ...outcome })}`;
  return new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } });
}
