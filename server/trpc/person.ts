import type { Viewer } from '#server/auth/viewer.ts';
import { peopleOfAddress } from '#server/projections/contacts/queries.ts';
import { type Context, procedureFor } from './trpc.ts';

/** More people than share one mailbox. */
const mostPeople = 20;

/** Whose rows a viewer may see and change as their own. */
export interface Person {
  /** Who they are to the installation: all people who are known to have the address that the viewer proved to be theirs. */
  readonly userIds: readonly [string, ...string[]];
  /** The addresses that they proved to be theirs, as the event store knows them. */
  readonly subjectIds: readonly string[];
}

/**
 * Who a viewer is to the installation. Only an address they signed in with counts as theirs: one that stands in a contact
 * may have been typed by anybody. Whom nobody knows yet is known by their account. Whom the host handed over is the one
 * person that it named, and proved no address.
 */
export async function personOf(
  { db, eventStore }: Pick<Context['deps'], 'db' | 'eventStore'>,
  viewer: Viewer,
): Promise<Person> {
  if (viewer.email === null) return { userIds: [viewer.userId], subjectIds: [] };
  const subjectId = eventStore.subjectIdOf({ kind: 'email', value: viewer.email });
  const { userIds } = await peopleOfAddress(
    db,
    { channel: 'email', subjectId },
    { after: null, limit: mostPeople },
  );
  const [first = viewer.userId, ...others] = userIds;
  return { userIds: [first, ...others], subjectIds: [subjectId] };
}

/** A procedure about what is the viewer's own, whatever their role. */
export const personProcedure = procedureFor('user', 'support', 'admin').use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, person: await personOf(ctx.deps, ctx.viewer) } }),
);
