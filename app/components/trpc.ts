import { createTRPCReact } from '@trpc/react-query';
import type { AppRouter } from '#server/trpc/router.ts';

/** The procedures of the server as typed hooks. */
export const trpc = createTRPCReact<AppRouter>();
