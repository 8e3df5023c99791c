import { type Instant, msFromInstant } from '#server/domain/instant.ts';
import { callProvider, retryAfterMs } from './http-call.ts';
import { signStandard, standardHeaders } from './standard-webhook.ts';
import { strictBase64 } from './text.ts';

/** What another program is told, and the id by which it knows a repeated notice. */
interface Notice {
  readonly id: string;
  readonly type: string;
  readonly at: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

type Answer =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly reason: string; readonly afterMs: number | null };

interface Target {
  readonly url: string;
  /** `whsec_` and 24 to 64 bytes in base64, as `readEnv` has checked. */
  readonly secret: string;
}

/**
 * Posts notices to a program of the operator's, as Standard Webhooks: signed anew at each try, under the same id. Any 2xx
 * is a yes. The address is the operator's own setting; no redirect away from it is followed. Never rejects.
 */
export function openOutboundWebhook({ url, secret }: Target, now: () => Instant) {
  const key = strictBase64(secret.replace(/^whsec_/, '')) ?? Buffer.alloc(0);
  return async ({ id, type, at, data }: Notice): Promise<Answer> => {
    const body = Buffer.from(JSON.stringify({ type, timestamp: at, data }));
    const nowMs = msFromInstant(now());
    const answer = await callProvider(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Earshot',
        ...signStandard(key, standardHeaders, { id, signedAtMs: nowMs, body }),
      },
      body,
    });
    if (!answer.ok) return { ok: false, reason: answer.reason, afterMs: null };
    if (answer.status >= 200 && answer.status < 300) return { ok: true, status: answer.status };
    return { ok: false, reason: String(answer.status), afterMs: retryAfterMs(answer.headers, nowMs) };
  };
}
