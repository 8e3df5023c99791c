import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';

/** Where masked personal data can be looked up. */
const revealedKinds = ['message', 'notification', 'contact', 'suppression', 'dead_letter'] as const;

/** What happens to the subject of personal data. Stream `subject-<id>`. */
export const subjectEvents = {
  /** The subject's key is destroyed: what events said about the person is unreadable for ever. */
  SubjectErased: {
    version: 1,
    data: z.strictObject({ subjectId: z.string().min(1), reason: z.string().min(1) }),
    personal: null,
    upcast: {},
  },
  /** Somebody who sees personal data masked was shown it in full. The event's actor is who. */
  PersonalDataRevealed: {
    version: 1,
    data: z.strictObject({
      subjectId: z.string().min(1),
      /** On which thing it was revealed, by our id of it. */
      kind: z.enum(revealedKinds),
      id: z.string().min(1),
      /** For the audit; never names the person. Null where nobody was asked. */
      why: z.string().min(1).nullable(),
    }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export function subjectStream(subjectId: string): string {
  return `subject-${subjectId}`;
}
