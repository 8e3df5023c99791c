import { z } from 'zod';
import {
  type EscalationEvent,
  escalationEvents,
  stepCauses,
  stepRefusals,
} from '#server/domain/escalation/events.ts';
import { channels } from '#server/domain/message/report.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { named } from './components.ts';
import { time } from './fields.ts';

const types = {
  EscalationPlanned: 'planned',
  EscalationIntended: 'intended',
  EscalationStepSkipped: 'skipped',
  EscalationOutcomeUnknown: 'outcome_unknown',
  EscalationSettled: 'settled',
  EscalationCancelled: 'cancelled',
  EscalationEnded: 'ended',
} as const satisfies Record<EscalationEvent['type'], string>;

const {
  EscalationSettled: settled,
  EscalationCancelled: cancelled,
  EscalationEnded: ended,
} = escalationEvents;

const entryShape = named(
  'EscalationEntry',
  z.strictObject({
    position: z.int().meta({ description: 'Where the event store has it.' }),
    type: z.enum(Object.values(types)).meta({
      description:
        '`planned` by a policy; a step is `intended` before it is sent, `settled` once it is known whether it was, or `skipped`; `cancelled` when the person saw it; `ended` when nothing is left to wait for.',
    }),
    at: time,
    policy: z
      .strictObject({ id: z.string(), version: z.int() })
      .nullable()
      .meta({ description: 'Of `planned`.' }),
    step: z.int().nullable().meta({ description: 'Counted from 0.' }),
    channel: z.enum(channels).nullable(),
    messageId: z.string().nullable().meta({ description: 'That is watched, was seen, or is to be sent.' }),
    because: z.enum(stepCauses).nullable().meta({ description: 'What made the step happen.' }),
    outcome: settled.data.shape.outcome.nullable(),
    seen: cancelled.data.shape.seen.nullable().meta({ description: 'What the person did.' }),
    reason: z
      .enum([...stepRefusals, ...ended.data.shape.reason.options])
      .nullable()
      .meta({ description: 'Why a step was skipped, or why it ended.' }),
  }),
);

export const escalationShape = named('Escalation', z.strictObject({ items: z.array(entryShape) }));

type Stored = EscalationEvent & Pick<StoredEvent, 'position' | 'occurredAt'>;

export function escalationEntryOf(event: Stored): z.input<typeof entryShape> {
  const { position, occurredAt: at } = event;
  return { ...unsaid, ...factsOf(event), position, at, type: types[event.type] };
}

const unsaid = {
  ...{ policy: null, step: null, channel: null, messageId: null },
  ...{ because: null, outcome: null, seen: null, reason: null },
};

function factsOf(event: EscalationEvent): Partial<z.input<typeof entryShape>> {
  switch (event.type) {
    case 'EscalationPlanned': {
      const { messageId, policy } = event.data;
      return { messageId, policy: { id: policy.policyId, version: policy.version } };
    }
    case 'EscalationIntended': {
      const { step, messageId, channel, because } = event.data;
      return { step, messageId, channel, because };
    }
    case 'EscalationStepSkipped': {
      const { step, channel, reason } = event.data;
      return { step, channel, reason };
    }
    case 'EscalationOutcomeUnknown': {
      const { step, messageId } = event.data;
      return { step, messageId };
    }
    case 'EscalationSettled': {
      const { step, messageId, outcome } = event.data;
      return { step, messageId, outcome };
    }
    case 'EscalationCancelled': {
      const { step, messageId, seen } = event.data;
      return { step, messageId, seen };
    }
    case 'EscalationEnded': {
      const { step, reason } = event.data;
      return { step, reason };
    }
  }
}
