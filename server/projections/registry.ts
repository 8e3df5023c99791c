import { messagesProjection } from './messages/fold.ts';
import type { AnyProjection } from './projection.ts';

/** Every read model. A new one is a folder, a table and one line here; its Inngest function follows from it. */
export const projections: readonly AnyProjection[] = [messagesProjection];

export function projectionByName(name: string): AnyProjection | undefined {
  return projections.find((projection) => projection.name === name);
}
