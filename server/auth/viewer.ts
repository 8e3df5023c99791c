/** What a signed-in person may do: see their own, read everything masked, or everything. */
export const roles = ['user', 'support', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The person on whose behalf a request is answered. */
export type Viewer = SignedInViewer | HandedOverViewer;

/** Somebody who proved an address to be theirs. */
export interface SignedInViewer {
  /** Of their account. */
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
}

/** Somebody whom the host product vouched for. They proved no address, and are never staff. */
export interface HandedOverViewer {
  /** As the host names its people. */
  readonly userId: string;
  readonly email: null;
  readonly role: 'user';
}
