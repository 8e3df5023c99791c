import type { Account } from '#server/auth/account-of.ts';
import type { Viewer } from '#server/auth/viewer.ts';
import type { EventStore } from '#server/event-store/event-store.ts';
import type { Person } from './person.ts';

/** Whose data is asked for. */
export interface Asker {
  readonly viewer: Viewer;
  readonly person: Person;
  readonly account: Account;
}

/** Under which subjects all is somebody's own: the addresses they proved, and the ids they go by. */
export function ownSubjects(
  { subjectIdOf }: Pick<EventStore, 'subjectIdOf'>,
  { userIds, subjectIds }: Person,
): readonly string[] {
  return [...subjectIds, ...userIds.map((value) => subjectIdOf({ kind: 'user', value }))];
}
