import { ANY_PROJECTION, type Hints } from '#server/projections/hints.ts';

/** The read models that people see of themselves. */
const ofPeople: ReadonlySet<string> = new Set([
  'inbox',
  'messages',
  'decisions',
  'escalations',
  'preferences',
  'contacts',
  'suppressions',
  ANY_PROJECTION,
]);

/** The hints without those that would tell a person when staff are at work. */
export function hintsOfPeople(hints: Hints): Hints {
  return {
    subscribe: (listener) =>
      hints.subscribe((projection) => {
        if (ofPeople.has(projection)) listener(projection);
      }),
    get listeners() {
      return hints.listeners;
    },
  };
}
