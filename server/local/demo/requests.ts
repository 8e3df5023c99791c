import { instantFromMs } from '#server/domain/instant.ts';
import type { Provider, SignedRequest } from '#server/providers/provider.ts';
import { dayMs } from './beats.ts';
import type { Content } from './day.ts';

/** A provider whose part is played. */
export interface Part {
  readonly provider: Provider;
  /** With which it signs. */
  readonly secret: string;
  /** Where it posts. */
  readonly endpoint: string;
  /** The same as it knows it: some sign it. */
  readonly signedUrl: string;
  /** A secret that the server has never heard of. */
  readonly strangersSecret: string;
}

/** Older than any provider tries. */
const staleMs = 16 * dayMs;

/** What is posted, signed at this moment. */
export function requestsOf(part: Part, content: Content, nowMs: number): readonly SignedRequest[] {
  const { rehearsal } = part.provider;
  const signing = (secret: string, ms: number) => ({
    secret,
    signedAt: instantFromMs(ms),
    url: part.signedUrl,
  });
  switch (content.what) {
    case 'reports':
      return rehearsal.requests(content.reports, signing(part.secret, nowMs));
    case 'replies':
      return rehearsal.replies?.(content.replies, signing(part.secret, nowMs)) ?? [];
    case 'unknown':
      return [rehearsal.sign(Buffer.from(JSON.stringify(content.event)), signing(part.secret, nowMs))];
    case 'forged':
      return rehearsal.requests(content.reports, signing(part.strangersSecret, nowMs));
    case 'stale':
      return rehearsal.requests(content.reports, signing(part.secret, nowMs - staleMs));
  }
}
