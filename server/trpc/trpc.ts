import { initTRPC, TRPCError } from '@trpc/server';
import type { Role, Viewer } from '#server/auth/viewer.ts';
import type { Deps } from '#server/deps.ts';
import { unstorablePath } from '#server/storable.ts';
import { translateError } from './error-translation.ts';

/** Who asks, and what the answer is made from. Tests pass one; requests get theirs from `context.ts`. */
export interface Context {
  readonly viewer: Viewer | null;
  readonly deps: Pick<
    Deps,
    | 'db'
    | 'eventStore'
    | 'providers'
    | 'log'
    | 'now'
    | 'nudge'
    | 'askForReplay'
    | 'askToSend'
    | 'tellOfEscalation'
    | 'outbound'
    | 'askForRebuild'
    | 'accounts'
    | 'alerting'
    | 'askForCheck'
  >;
}

const t = initTRPC.context<Context>().create({
  // A stack never leaves the server, not even in development.
  errorFormatter: ({ shape }) => ({
    ...shape,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus },
  }),
});

export const createRouter = t.router;
export const createCallerFactory = t.createCallerFactory;

/** A procedure for people with one of these roles. Anyone else is told to sign in, or that they may not. */
export function procedureFor(...allowed: readonly Role[]) {
  return t.procedure
    .use(withTranslatedErrors)
    .use(({ ctx, next }) => {
      const { viewer } = ctx;
      if (viewer === null) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in to see this.' });
      if (!allowed.includes(viewer.role)) {
        throw new TRPCError({
          code: 'FORBIDDEN',
          message: 'Your account may not see this. Ask an administrator.',
        });
      }
      return next({ ctx: { ...ctx, viewer } });
    })
    .use(withStorableText);
}

const withTranslatedErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  throw translateError(result.error, (err) => ctx.deps.log.error({ err, path }, 'procedure failed'));
});

/** Whatever a procedure does with text, Postgres would refuse this sooner or later, with an error that looks like ours. */
const withStorableText = t.middleware(async ({ getRawInput, next }) => {
  const path = unstorablePath(await getRawInput());
  if (path === null) return await next();
  throw new TRPCError({
    code: 'BAD_REQUEST',
    message: `${path || 'input'} holds a NUL character or half of a surrogate pair. Take it out and try again.`,
  });
});

/** A procedure for anybody: its input is the authority, such as a token that only we can make. */
export const openProcedure = t.procedure.use(withTranslatedErrors).use(withStorableText);
