import { z } from 'zod';
import type { EventDefinitions } from '#server/domain/event-definition.ts';

/** What happens to the subject of personal data. Stream `subject-<id>`. */
export const subjectEvents = {
  /** The subject's key is destroyed: what events said about the person is unreadable for ever. */
  SubjectErased: {
    version: 1,
    data: z.strictObject({ subjectId: z.string().min(1), reason: z.string().min(1) }),
    personal: null,
    upcast: {},
  },
} as const satisfies EventDefinitions;

export function subjectStream(subjectId: string): string {
  return `subject-${subjectId}`;
}
