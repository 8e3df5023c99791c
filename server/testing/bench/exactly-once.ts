import { connect } from '#db/connect.ts';
import type { RehearsedReport } from '#server/providers/provider.ts';

/** Throws unless the store holds every acknowledged report once, and nothing else that was sent. */
export async function checkStored(
  adminUrl: string,
  acknowledged: readonly RehearsedReport[],
): Promise<number> {
  const expected = new Map<string, number>();
  for (const { providerMessageId } of acknowledged) {
    expected.set(providerMessageId, (expected.get(providerMessageId) ?? 0) + 1);
  }
  const sql = connect(adminUrl, { max: 1 });
  try {
    const [total] = await sql<{ events: number; repeated: number }[]>`
      select (select count(*)::int from events) as events, (select count(*)::int from event_duplicates) as repeated`;
    const rows = await sql<{ message: string; events: number }[]>`
      select data->>'providerMessageId' as message, count(*)::int as events from events group by 1`;
    const wrong = rows.filter(({ message, events }) => expected.get(message) !== events);
    if (wrong.length > 0 || rows.length !== expected.size || total?.events !== acknowledged.length) {
      throw new Error(
        `Acknowledged: ${acknowledged.length} events on ${expected.size} messages. Stored: ${total?.events} on ` +
          `${rows.length}, of which ${wrong.length} have another number of events. The bench is void.`,
      );
    }
    if (total.repeated > 0) throw new Error(`${total.repeated} events were taken for repeated; none was.`);
    return acknowledged.length;
  } finally {
    await sql.end();
  }
}

/** The same for the tutorial's table. */
export async function checkTutorialStored(url: string, acknowledged: number): Promise<void> {
  const sql = connect(url, { max: 1 });
  try {
    const [row] = await sql<{ events: number }[]>`select count(*)::int as events from delivery_events`;
    if (row?.events !== acknowledged) {
      throw new Error(`The tutorial's server acknowledged ${acknowledged} events and stored ${row?.events}.`);
    }
  } finally {
    await sql.end();
  }
}
