/** What the server answered to one provider. */
export interface Tally {
  requests: number;
  /** Events in the requests that it took. */
  events: number;
  /** Those it had already. */
  duplicates: number;
  /** Those it kept without being able to read them. */
  unreadable: number;
  /** Requests that are false and were refused. */
  refused: number;
  /** Requests whose answer is meant for the person who wrote, and so says nothing of what was new. */
  answered: number;
}

export function emptyTally(): Tally {
  return { requests: 0, events: 0, duplicates: 0, unreadable: 0, refused: 0, answered: 0 };
}

export function totalOf(tallies: Iterable<Tally>): Tally {
  const total = emptyTally();
  for (const tally of tallies) {
    total.requests += tally.requests;
    total.events += tally.events;
    total.duplicates += tally.duplicates;
    total.unreadable += tally.unreadable;
    total.refused += tally.refused;
    total.answered += tally.answered;
  }
  return total;
}
