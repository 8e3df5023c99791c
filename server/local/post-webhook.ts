import { z } from 'zod';
import type { SignedRequest } from '#server/providers/provider.ts';

const receipt = z.object({ received: z.int(), duplicates: z.int(), unreadable: z.int() });
type Receipt = Readonly<z.infer<typeof receipt>>;

/**
 * What the endpoint says of a webhook that it took, or the status and words with which it did not. Without a receipt
 * where the provider wants to read something else.
 */
export type Answer =
  | { readonly ok: true; readonly receipt: Receipt | null }
  | { readonly ok: false; readonly status: number; readonly text: string };

/** Posts a signed request to a provider's endpoint. Rejects when nobody answers there within half a minute. */
export async function postWebhook(endpoint: string, request: SignedRequest): Promise<Answer> {
  const response = await fetch(`${endpoint}${request.query ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...request.headers },
    body: new Uint8Array(request.body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) return { ok: false, status: response.status, text };
  const isReceipt = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { ok: true, receipt: isReceipt ? receipt.parse(JSON.parse(text)) : null };
}
