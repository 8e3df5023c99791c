import { type KeyObject, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Sql, Transaction } from '#db/client.ts';
import { deriveSubjectKey, type Keys } from './sealing.ts';

const saltBytes = 16;

/** Subjects whose key is kept in memory. */
const rememberedSubjects = 50_000;

/** A subject seen for the first time, whose salt has to be stored together with its first event. */
export interface NewSubject {
  readonly subjectId: string;
  readonly salt: Buffer;
}

export interface ResolvedKeys {
  /** Key by subject; null where the subject was erased. */
  readonly keys: ReadonlyMap<string, KeyObject | null>;
  readonly created: readonly NewSubject[];
}

/** Finds or makes the keys that events are sealed with, remembering the most recent ones. */
export class SubjectKeys {
  readonly #keys: Keys;
  readonly #recent: LRUCache<string, KeyObject>;

  constructor(keys: Keys, { max = rememberedSubjects }: { max?: number } = {}) {
    this.#keys = keys;
    this.#recent = new LRUCache({ max });
  }

  /** Keys for writing. Asks the database only about subjects that are not remembered. */
  async resolve(sql: Sql | Transaction, subjectIds: Iterable<string>): Promise<ResolvedKeys> {
    const keys = new Map<string, KeyObject | null>();
    const unknown: string[] = [];
    for (const subjectId of new Set(subjectIds)) {
      const key = this.#recent.get(subjectId);
      if (key) keys.set(subjectId, key);
      else unknown.push(subjectId);
    }
    if (unknown.length === 0) return { keys, created: [] };
    const rows = await sql<{ subject_id: string; salt: Buffer | null }[]>`
      select subject_id, salt from subjects where subject_id = any(${unknown}::text[])`;
    for (const row of rows) keys.set(row.subject_id, this.forReading(row.subject_id, row.salt));
    const missing = unknown.filter((subjectId) => !keys.has(subjectId));
    const salts = randomBytes(saltBytes * missing.length);
    const created = missing.map((subjectId, index) => {
      const salt = salts.subarray(index * saltBytes, (index + 1) * saltBytes);
      keys.set(subjectId, deriveSubjectKey(this.#keys, subjectId, salt));
      return { subjectId, salt };
    });
    return { keys, created };
  }

  /** New subjects are remembered only once their salt is in the database. */
  remember(resolved: ResolvedKeys): void {
    for (const { subjectId } of resolved.created) {
      const key = resolved.keys.get(subjectId);
      if (key) this.#recent.set(subjectId, key);
    }
  }

  /** The key for a salt that was just read; null where the salt is gone, whatever is remembered. */
  forReading(subjectId: string, salt: Buffer | null): KeyObject | null {
    if (salt === null) {
      this.#recent.delete(subjectId);
      return null;
    }
    let key = this.#recent.get(subjectId);
    if (!key) {
      key = deriveSubjectKey(this.#keys, subjectId, salt);
      this.#recent.set(subjectId, key);
    }
    return key;
  }

  forget(subjectId: string): void {
    this.#recent.delete(subjectId);
  }
}
