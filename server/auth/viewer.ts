/** What a signed-in person may do: see their own, read everything masked, or everything. */
export const roles = ['user', 'support', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The person on whose behalf a request is answered. */
export interface Viewer {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
}
