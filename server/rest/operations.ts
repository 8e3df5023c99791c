import type { Operation } from './operation.ts';
import { deadLetterOperations } from './operations/dead-letters.ts';
import { escalationOperations } from './operations/escalations.ts';
import { eventOperations } from './operations/events.ts';
import { exportOperations } from './operations/export.ts';
import { messageOperations } from './operations/messages.ts';
import { metricsOperations } from './operations/metrics.ts';
import { notificationOperations } from './operations/notifications.ts';
import { peopleOperations } from './operations/people.ts';
import { policyOperations } from './operations/policies.ts';
import { replayOperations } from './operations/replays.ts';
import { suppressionOperations } from './operations/suppressions.ts';

/** Everything that can be done beneath `/api/v1`. The handler, the document and the tests follow from this list. */
export const operations: readonly Operation[] = [
  ...notificationOperations,
  ...escalationOperations,
  ...messageOperations,
  ...suppressionOperations,
  ...peopleOperations,
  ...policyOperations,
  ...eventOperations,
  ...deadLetterOperations,
  ...replayOperations,
  ...metricsOperations,
  ...exportOperations,
];
