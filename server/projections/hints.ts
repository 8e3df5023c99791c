import type { Sql } from '#db/client.ts';
import { changesChannel } from './chunk.ts';

/** Says that a read model may have changed. It carries no data: whoever hears it looks again. */
export type HintListener = (projection: string) => void;

export interface Hints {
  /** Resolves once hints arrive. The returned function ends the subscription. */
  subscribe(listener: HintListener): Promise<() => void>;
  readonly listeners: number;
}

/** Stands for every projection: the connection was away and may have missed some. */
export const ANY_PROJECTION = '*';

const open = new WeakMap<Sql, Hints>();

/** The hints of this process: one listening connection, however many people watch. */
export function hintsOf(sql: Sql): Hints {
  const known = open.get(sql);
  if (known !== undefined) return known;
  const hints = openHints(sql);
  open.set(sql, hints);
  return hints;
}

function openHints(sql: Sql): Hints {
  const listeners = new Set<HintListener>();
  let listening: Promise<unknown> | null = null;
  const tell = (projection: string) => {
    for (const listener of listeners) listener(projection);
  };
  const listen = async () => {
    listening ??= sql.listen(changesChannel, tell, () => tell(ANY_PROJECTION));
    try {
      await listening;
    } catch (error) {
      // The next subscriber tries again.
      listening = null;
      throw error;
    }
  };
  return {
    async subscribe(listener) {
      await listen();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get listeners() {
      return listeners.size;
    },
  };
}
