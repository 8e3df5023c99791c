import { type Role, roles } from './viewer.ts';

/** The two lists of the environment that grant roles, as written there. */
export interface RoleLists {
  readonly EARSHOT_ADMIN_EMAILS: readonly string[];
  readonly EARSHOT_SUPPORT_EMAILS: readonly string[];
}

/** Local mode's administrator when nobody was named and nobody has signed in yet. */
export const FIRST_START_ADMIN = 'admin@example.com';

/**
 * What a person may do: the higher of the role stored with the account and the one the environment grants.
 * The environment is asked at every request and never written down, so taking an address off the list
 * takes the role away with the next start. Only a role stored on purpose outlives that.
 */
export function effectiveRole(person: { email: string; role: Role }, lists: RoleLists): Role {
  const granted = roleFromEnvironment(person.email, lists);
  return atLeast(person.role, granted) ? person.role : granted;
}

/** The role a new account is stored with. Only the very first one of a local installation can be an administrator. */
export function roleOfNewAccount(
  email: string,
  facts: { isLocal: boolean; isFirstAccount: boolean } & RoleLists,
): Role {
  const isFirstStart = facts.isLocal && facts.isFirstAccount && facts.EARSHOT_ADMIN_EMAILS.length === 0;
  return isFirstStart && email === FIRST_START_ADMIN ? 'admin' : 'user';
}

/** Whether `role` may do all that `needed` may. */
export function atLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

function roleFromEnvironment(email: string, lists: RoleLists): Role {
  const names = (list: readonly string[]) => list.some((entry) => entry.toLowerCase() === email);
  if (names(lists.EARSHOT_ADMIN_EMAILS)) return 'admin';
  return names(lists.EARSHOT_SUPPORT_EMAILS) ? 'support' : 'user';
}
