import type { Metadata } from 'next';
import { Clock } from '#app/components/clock.tsx';
import { deps } from '#server/deps.ts';
import { openApiDocument } from '#server/rest/openapi.ts';
import { problemList } from '#server/rest/problem.ts';
import { ApiReference } from './api-reference.tsx';

export const metadata: Metadata = { title: 'API reference' };
// The nonce of the content policy is made for each request.
export const dynamic = 'force-dynamic';

/** For anybody: it says what can be asked, and shows nothing without a key. */
export default function ApiDocsPage() {
  const { env, now } = deps();
  return (
    <Clock startMs={Date.parse(now())}>
      <ApiReference document={openApiDocument(env.PUBLIC_BASE_URL)} problems={problemList()} />
    </Clock>
  );
}
