import type { PersonRecord } from '#server/trpc/person-records.ts';
import { download } from '../download.ts';

export const dynamic = 'force-dynamic';

/** One record a line, and every event at the end. */
export function GET(): Promise<Response> {
  return download({
    name: 'my-data.ndjson',
    mediaType: 'application/x-ndjson',
    withEvents: true,
    write: lines,
  });
}

async function* lines(records: AsyncIterable<PersonRecord>): AsyncGenerator<string> {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
