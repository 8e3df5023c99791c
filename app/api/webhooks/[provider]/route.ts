import { after } from 'next/server';
import { clientIp } from '#server/auth/same-origin.ts';
import { recordWebhook } from '#server/commands/record-webhook.ts';
import { type Deps, deps } from '#server/deps.ts';
import { msFromInstant } from '#server/domain/instant.ts';
import type { Rejection } from '#server/providers/provider.ts';
import { readBody } from '#server/read-body.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

interface Context {
  readonly params: Promise<{ provider: string }>;
}

/** Where providers deliver: 2xx once the events are durable, 4xx when refused, 503 when we could not store them. */
export async function POST(request: Request, context: Context): Promise<Response> {
  const { provider: id } = await context.params;
  const tools = deps();
  const address = clientIp(request.headers);
  const opened = tools.providers(id);
  const name = 'ok' in opened && opened.code === 'unknown_provider' ? 'unknown' : id;
  const refuse = (rejection: Rejection) => answerRefusal(tools, name, address, rejection);
  if (isPlainHttp(request, tools)) return refuse(insecureTransport);
  if ('ok' in opened) return refuse(opened);
  const nowMs = msFromInstant(tools.now());
  const turnedAway = opened.door.admit(address, nowMs);
  if (turnedAway !== null) return refuse(turnedAway);
  const body = await readBody(request, opened.provider.maxBodyBytes);
  if (body === 'too large') return refuse(tooLarge(opened.provider.maxBodyBytes));
  try {
    const outcome = await recordWebhook(
      { eventStore: tools.eventStore, ...opened },
      { url: request.url, headers: request.headers, body },
      tools.now(),
    );
    if (!outcome.ok) {
      if (outcome.status !== 503) opened.door.refused(address, nowMs);
      return refuse(outcome);
    }
    tools.metrics.webhookRequests.inc({ provider: id });
    tools.metrics.events.inc({ provider: id, outcome: 'appended' }, outcome.appended);
    tools.metrics.events.inc({ provider: id, outcome: 'duplicate' }, outcome.duplicates);
    tools.metrics.events.inc({ provider: id, outcome: 'unreadable' }, outcome.unreadable);
    const signal = outcome.appended > 0 ? tools.nudge() : null;
    // Where a process may be frozen once it has answered, it must live until the signal is sent.
    if (signal !== null) after(() => signal);
    const { answerToReplies } = opened.provider;
    if (outcome.replies > 0 && answerToReplies) {
      return new Response(answerToReplies.body, {
        headers: { 'content-type': answerToReplies.contentType },
      });
    }
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

function answerRefusal(
  tools: Deps,
  provider: string,
  address: string | null,
  rejection: Rejection,
): Response {
  const { code, status, message } = rejection;
  tools.metrics.webhookRejections.inc({ provider, code });
  tools.log.warn({ provider, code }, 'webhook refused');
  tools.securityLog.note({ provider, code, address, at: tools.now() });
  after(() =>
    tools.securityLog.flush().catch((err) => tools.log.error({ err }, 'security log was not written')),
  );
  const headers: HeadersInit = status === 429 ? { 'retry-after': '60' } : {};
  return Response.json({ error: code, message }, { status, headers });
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
