import { serve } from 'inngest/next';
import { inngest } from '#inngest/client.ts';
import { functions } from '#inngest/functions/registry.ts';

export const dynamic = 'force-dynamic';
export const maxDuration = 60;

export const { GET, POST, PUT } = serve({ client: inngest, functions });
