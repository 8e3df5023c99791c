import { after } from 'next/server';
import { recordWebhook } from '#server/commands/record-webhook.ts';
import { type Deps, deps } from '#server/deps.ts';
import type { Rejection } from '#server/providers/provider.ts';
import { readBody } from './read-body.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

interface Context {
  readonly params: Promise<{ provider: string }>;
}

/** Where providers deliver: 2xx once the events are durable, 4xx when refused, 503 when we could not store them. */
export async function POST(request: Request, context: Context): Promise<Response> {
  const { provider: id } = await context.params;
  const tools = deps();
  if (isPlainHttp(request, tools)) return refuse(tools, id, insecureTransport);
  const opened = tools.providers(id);
  if ('ok' in opened) return refuse(tools, opened.code === 'unknown_provider' ? 'unknown' : id, opened);
  const body = await readBody(request, opened.provider.maxBodyBytes);
  if (body === 'too large') return refuse(tools, id, tooLarge(opened.provider.maxBodyBytes));
  try {
    const outcome = await recordWebhook(
      { eventStore: tools.eventStore, ...opened },
      { url: request.url, headers: request.headers, body },
      tools.now(),
    );
    if (!outcome.ok) return refuse(tools, id, outcome);
    tools.metrics.webhookRequests.inc({ provider: id });
    tools.metrics.events.inc({ provider: id, outcome: 'appended' }, outcome.appended);
    tools.metrics.events.inc({ provider: id, outcome: 'duplicate' }, outcome.duplicates);
    tools.metrics.events.inc({ provider: id, outcome: 'unreadable' }, outcome.unreadable);
    const signal = outcome.appended > 0 ? tools.nudge() : null;
    // Where a process may be frozen once it has answered, it must live until the signal is sent.
    if (signal !== null) after(() => signal);
    return Response.json({
      received: outcome.items,
      duplicates: outcome.duplicates,
      unreadable: outcome.unreadable,
    });
  } catch (err) {
    tools.metrics.webhookFailures.inc({ provider: id });
    tools.log.error({ provider: id, err }, 'webhook was not stored; the provider will send it again');
    return Response.json(
      { error: 'not_stored', message: 'The events could not be stored. Send them again.' },
      { status: 503 },
    );
  }
}

function refuse(tools: Deps, provider: string, rejection: Rejection): Response {
  tools.metrics.webhookRejections.inc({ provider, code: rejection.code });
  tools.log.warn({ provider, code: rejection.code }, 'webhook refused');
  return Response.json({ error: rejection.code, message: rejection.message }, { status: rejection.status });
}

/** Behind a proxy that says so, an unencrypted request was readable, and changeable, on its way. */
function isPlainHttp(request: Request, tools: Deps): boolean {
  const isProduction = tools.env.NODE_ENV === 'production' && !tools.env.isLocal;
  return isProduction && request.headers.get('x-forwarded-proto') === 'http';
}

const insecureTransport: Rejection = {
  ok: false,
  status: 403,
  code: 'insecure_transport',
  message: 'Webhooks are taken over HTTPS only.',
};

function tooLarge(maxBytes: number): Rejection {
  return {
    ok: false,
    status: 413,
    code: 'body_too_large',
    message: `The body is larger than ${maxBytes} bytes; send the events in smaller batches.`,
  };
}
