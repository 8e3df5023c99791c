import type { EscalationEvent } from './events.ts';

/** Every event of an escalation is appended with this source, whoever asked for it: unique keys are per source. */
export const escalationSource = 'engine';

/**
 * The `sourceEventId` that an event must be appended under. All that can be decided about a step shares one key, so of
 * two runs that decide at the same moment, one to send and one to cancel, the store takes the first and no other.
 */
export function keyOf({ type, data }: EscalationEvent): string {
  const key = `escalation-${data.notificationId}`;
  switch (type) {
    case 'EscalationPlanned':
      return `${key}-planned`;
    case 'EscalationIntended':
    case 'EscalationStepSkipped':
    case 'EscalationCancelled':
    case 'EscalationEnded':
      return `${key}-step-${data.step}`;
    case 'EscalationOutcomeUnknown':
      return `${key}-step-${data.step}-unknown`;
    case 'EscalationSettled':
      return `${key}-step-${data.step}-outcome`;
  }
}
