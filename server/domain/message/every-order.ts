/**
 * Every order of a history, each with every event twice in two ways: the whole once more, and each event at once again.
 * For tests, which play them all: 6 events make 1,440 histories.
 */
export function* everyOrderTwice<Event>(history: readonly Event[]): Generator<readonly Event[]> {
  for (const order of permutations(history)) {
    yield [...order, ...order];
    yield order.flatMap((event) => [event, event]);
  }
}

function permutations<Event>(events: readonly Event[]): readonly (readonly Event[])[] {
  if (events.length <= 1) return [events];
  return events.flatMap((event, index) =>
    permutations(events.toSpliced(index, 1)).map((rest) => [event, ...rest]),
  );
}
