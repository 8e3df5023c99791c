import type { AppendResult, NewEvent } from './event-store.ts';

/** Requests with more events than this gain nothing from company and go at once. */
const smallRequest = 50;
/** While one statement is being answered, the next gathers whoever comes. */
const statementsAtOnce = 2;

type AppendAll = (events: readonly NewEvent[]) => Promise<readonly number[]>;

interface Waiting {
  readonly events: readonly NewEvent[];
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

/**
 * Lets small requests that arrive together share one statement, as a database lets transactions share one flush.
 * Each request stays all or nothing: when a shared statement fails, nothing was written, and every request of it is
 * tried by itself, so that only the one at fault fails.
 */
export function groupAppends(appendAll: AppendAll): (events: readonly NewEvent[]) => Promise<AppendResult> {
  let waiting: Waiting[] = [];
  let underWay = 0;

  const pump = (): void => {
    while (underWay < statementsAtOnce && waiting.length > 0) {
      const group = waiting;
      waiting = [];
      underWay += 1;
      void appendGroup(appendAll, group).finally(() => {
        underWay -= 1;
        pump();
      });
    }
  };

  return (events) => {
    if (events.length > smallRequest) return appendAlone(appendAll, events);
    return new Promise((resolve, reject) => {
      waiting.push({ events, resolve, reject });
      pump();
    });
  };
}

/** Settles every request of the group and never rejects. */
async function appendGroup(appendAll: AppendAll, group: readonly Waiting[]): Promise<void> {
  const [only] = group;
  if (only && group.length === 1) return appendAlone(appendAll, only.events).then(only.resolve, only.reject);
  try {
    const repeated = await appendAll(group.flatMap(({ events }) => events));
    let first = 0;
    for (const { events, resolve } of group) {
      const end = first + events.length;
      const duplicates = repeated.filter((index) => index >= first && index < end).length;
      resolve({ appended: events.length - duplicates, duplicates });
      first = end;
    }
  } catch {
    await Promise.all(
      group.map(({ events, resolve, reject }) => appendAlone(appendAll, events).then(resolve, reject)),
    );
  }
}

async function appendAlone(appendAll: AppendAll, events: readonly NewEvent[]): Promise<AppendResult> {
  const duplicates = (await appendAll(events)).length;
  return { appended: events.length - duplicates, duplicates };
}
