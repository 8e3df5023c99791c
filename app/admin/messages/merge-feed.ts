/** What a row needs to have a place in the list. */
export interface FeedRow {
  readonly id: string;
  readonly firstAt: string;
}

/** The rows on screen, renewed where they stand, and how many newer ones wait to be let in. */
export interface MergedFeed<Row extends FeedRow> {
  readonly rows: readonly Row[];
  readonly waiting: number;
}

/**
 * Lays what is known now over what is shown: rows keep their places, whatever arrived since.
 * `head` is the newest page as it is now, `renewed` are rows read again by id.
 */
export function mergeFeed<Row extends FeedRow>(
  shown: readonly Row[],
  head: readonly Row[],
  renewed: readonly Row[],
  isComplete: boolean,
): MergedFeed<Row> {
  const known = new Set(shown.map((row) => row.id));
  const latest = new Map([...renewed, ...head].map((row) => [row.id, row]));
  const last = shown.at(-1);
  // Rows older than the last one shown belong to a page that has not been asked for yet.
  const belongs = (row: Row) => isComplete || last === undefined || isNewer(row, last);
  return {
    rows: shown.map((row) => latest.get(row.id) ?? row),
    waiting: head.filter((row) => !known.has(row.id) && belongs(row)).length,
  };
}

function isNewer(row: FeedRow, than: FeedRow): boolean {
  return row.firstAt === than.firstAt ? row.id > than.id : row.firstAt > than.firstAt;
}
