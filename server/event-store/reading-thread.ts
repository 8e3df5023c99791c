import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase, type Sql } from '#db/client.ts';
import { type TextRow, textOfEvents } from './event-text.ts';
import type { Answer, Question, Range, ReadingPlace } from './read-ahead.ts';
import { saltsOf } from './salts.ts';
import { loadKeys } from './sealing.ts';
import { rememberedSubjects, SubjectKeys } from './subject-keys.ts';

if (!parentPort) throw new Error('reading-thread.ts is a thread of its own: see read-ahead.ts');
serve(parentPort);

/** The other side of `read-ahead.ts`, in a thread of its own: reads, opens and writes as text what it is asked for. */
function serve(port: NonNullable<typeof parentPort>): void {
  // Safe: `readAhead` starts this file, and sends nothing else.
  const { url, secrets } = workerData as ReadingPlace;
  const { sql, close } = openDatabase(url, { max: 1, applicationName: 'earshot reading' });
  const subjectKeys = new SubjectKeys(loadKeys(secrets), { max: rememberedSubjects });
  port.on('message', async (question: Question) => {
    if (question === 'close') {
      await close();
      port.close();
      return;
    }
    const text = await textOfRange(sql, subjectKeys, question.range).catch(() => null);
    port.postMessage({ id: question.id, text } satisfies Answer);
  });
}

/** Salts are read after the events, as `readForward` does. */
async function textOfRange(sql: Sql, subjectKeys: SubjectKeys, range: Range): Promise<string> {
  const rows = await sql<TextRow[]>`
    select position, stream, type, schema_version, occurred_at, received_at, recorded_at, source, source_event_id,
      data::text as data, subject_id, sealed, actor, causation, correlation, verification::text as verification
    from events
    where position > ${range.after} and position <= ${range.upTo}
    order by position limit ${range.limit}`;
  return textOfEvents(rows, await saltsOf(sql, rows), subjectKeys);
}
