import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase, type Sql } from '#db/client.ts';
import { copyRows } from './copy-rows.ts';
import { saltsOf } from './event-rows.ts';
import type { EventRange } from './event-store.ts';
import { textOfEvents } from './event-text.ts';
import type { Answer, Question, ReadingPlace } from './read-ahead.ts';
import { loadKeys } from './sealing.ts';
import { SubjectKeys } from './subject-keys.ts';

if (!parentPort) throw new Error('reading-thread.ts is a thread of its own: see read-ahead.ts');
serve(parentPort);

/** The other side of `read-ahead.ts`, in a thread of its own: reads, opens and writes as text what it is asked for. */
function serve(port: NonNullable<typeof parentPort>): void {
  // Safe: `readAhead` starts this file, and sends nothing else.
  const { url, secrets } = workerData as ReadingPlace;
  const { sql, close } = openDatabase(url, { max: 1, applicationName: 'earshot reading' });
  const subjectKeys = new SubjectKeys(loadKeys(secrets));
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

async function textOfRange(sql: Sql, subjectKeys: SubjectKeys, range: EventRange): Promise<string> {
  const rows = await copyRows(sql, range);
  const salts = await saltsOf(
    sql,
    rows.map((row) => row.subjectId),
  );
  return textOfEvents(rows, salts, subjectKeys);
}
