import { reportKinds } from './report.ts';

/** Everything that can be said of one message: by us, by providers, by the host product. */
export const messageKinds = ['requested', 'skipped', 'outcome_unknown', ...reportKinds, 'converted'] as const;
export type MessageKind = (typeof messageKinds)[number];
