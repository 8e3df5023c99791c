import type { z } from 'zod';
import type { Channel } from '#server/domain/message/report.ts';
import { callProvider, type HttpAnswer, retryAfterMs } from './http-call.ts';
import { parseJson } from './json-items.ts';
import { withoutSecrets } from './send-settings.ts';
import type { OutboundMessage, Refusal, SendAnswer, Transport } from './sender.ts';
import { line, present } from './text.ts';

export type ApiAnswer = Extract<HttpAnswer, { readonly ok: true }>;

export interface ApiRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is sent of a request, its method and all its headers included. */
export interface AskedRequest {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an answer means to the message; `not_now` and `unknown` as in SendAnswer. */
export type Meaning = Refusal['kind'] | 'not_now' | 'unknown';

/** What an answer that is no success says of itself. */
export interface ApiError {
  /** The provider's own code. It stands in the clear, so whatever is no mere word is left out. */
  readonly code?: string | undefined;
  /** The provider's sentence, for people. */
  readonly text?: string | undefined;
  /** Where it is another than that of the status. */
  readonly meaning?: Meaning | undefined;
  /** How long to wait, in milliseconds, where the answer says so outside Retry-After, or its documentation does. */
  readonly afterMs?: number | undefined;
  /** As in Refusal. */
  readonly optedOut?: string | undefined;
}

/** How one provider takes a message over HTTP. Its functions never throw. */
export interface SendingApi<C extends Channel> {
  /** Values that are taken out of everything the provider says, should it repeat them. */
  readonly secrets: readonly string[];
  readonly isIdempotent: boolean;
  /** Refuses before anybody is asked. */
  refuse(message: OutboundMessage<C>): Refusal | null;
  request(message: OutboundMessage<C>): ApiRequest | Promise<ApiRequest>;
  /** Of a 2xx: the id, if it gave one; null when this is not the provider's documented answer. */
  accepted(answer: ApiAnswer): { readonly id: string | null } | null;
  error(answer: ApiAnswer): ApiError;
  /** What its yes means, where it is more than `accepted`. */
  readonly takingIs?: 'sent';
  /** How it is asked, where not with `callProvider`. Never rejects. */
  call?(url: string, asked: AskedRequest): Promise<HttpAnswer>;
}

/** A transport that asks an API once a message. */
export function apiTransport<C extends Channel>(api: SendingApi<C>): Transport<C> {
  return {
    isIdempotent: api.isIdempotent,
    async send(message) {
      const refusal = api.refuse(message);
      if (refusal !== null) return refusal;
      const { url, headers, body } = await api.request(message);
      const call = api.call ?? callProvider;
      const answer = await call(url, {
        method: 'POST',
        headers: { accept: 'application/json', 'user-agent': 'Earshot', ...headers },
        body,
      });
      if (answer.ok) return read(api, answer);
      if (answer.sent) return { outcome: 'unknown', reason: answer.reason };
      return { outcome: 'not_now', afterMs: null, reason: answer.reason };
    },
  };
}

/** What a body says in JSON; null when it is not of that form. */
export function jsonOf<Schema extends z.ZodType>(answer: ApiAnswer, schema: Schema): z.infer<Schema> | null {
  return schema.safeParse(parseJson(answer.body)).data ?? null;
}

function read<C extends Channel>(api: SendingApi<C>, answer: ApiAnswer): SendAnswer {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const accepted = api.accepted(answer);
    // A proxy, or a wrong address, can say yes to anything; only the provider knows how it says so itself.
    if (accepted === null) return { outcome: 'unknown', reason: `${status} without the provider's answer` };
    return { outcome: 'accepted', providerMessageId: accepted.id, kind: api.takingIs ?? 'accepted' };
  }
  const said = api.error(answer);
  const code = wordOf(withoutSecrets(said.code ?? '', api.secrets));
  const meaning = said.meaning ?? meaningOf(status);
  const name = code === undefined ? String(status) : `${status}/${code}`;
  if (meaning === 'unknown') return { outcome: 'unknown', reason: name };
  if (meaning === 'not_now') {
    const afterMs = retryAfterMs(answer.headers, Date.now()) ?? said.afterMs ?? null;
    return { outcome: 'not_now', afterMs, reason: name };
  }
  return present({
    outcome: 'refused',
    kind: meaning,
    providerEvent: name,
    codes: { provider: code ?? String(status) },
    reason: isRedirect(status) ? redirected : line(withoutSecrets(said.text ?? '', api.secrets), 1000),
    optedOut: said.optedOut,
  } as const);
}

const redirected = 'The API answered with a redirect, which is not followed. Check the address of the API.';

/**
 * What a status means by itself. 500 and 503 are the provider's own word that it did not take the message; behind any
 * other 5xx a gateway speaks, such as 502 and 504, and nobody knows what happened behind it.
 */
function meaningOf(status: number): Meaning {
  if (status === 408 || status === 429 || status === 500 || status === 503) return 'not_now';
  return status > 500 ? 'unknown' : 'failed';
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function wordOf(code: string): string | undefined {
  return /^[\w.:-]{1,60}$/.test(code) ? code : undefined;
}
