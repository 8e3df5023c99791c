import { z } from 'zod';

const one = z.string().optional().catch(undefined);

/** What the pages of sign-in read from their address. A parameter that is repeated counts as absent. */
export const signInQuery = z.object({ error: one, callbackUrl: one, cookies: one, token: one });
