import { accountOf } from '#server/auth/account-of.ts';
import { currentViewer } from '#server/auth/current-viewer.ts';
import { deps } from '#server/deps.ts';
import { personOf } from '#server/trpc/person.ts';
import { type PersonRecord, personRecords } from '#server/trpc/person-records.ts';
import { textStream } from '#server/trpc/text-stream.ts';

/** A file of everything about whoever is signed in, streamed as it is read. */
export async function download(file: {
  readonly name: string;
  readonly mediaType: string;
  readonly withEvents: boolean;
  write(records: AsyncIterable<PersonRecord>): AsyncIterable<string>;
}): Promise<Response> {
  const viewer = await currentViewer();
  if (viewer === null) {
    return new Response(null, { status: 303, headers: { location: '/sign-in?callbackUrl=%2Fmy-data' } });
  }
  const { sql, log } = deps();
  const [person, account] = await Promise.all([personOf(deps(), viewer), accountOf(sql, viewer)]);
  log.info({ actor: viewer.userId, file: file.name }, 'a person downloads their data');
  const records = personRecords(deps(), { viewer, person, account }, { withEvents: file.withEvents });
  const stream = textStream(file.write(records), (err) => log.error({ err }, 'a download broke off'));
  return new Response(stream, {
    headers: {
      'content-type': file.mediaType,
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'no-store',
      // Asks nginx not to gather the stream into blocks.
      'x-accel-buffering': 'no',
    },
  });
}
