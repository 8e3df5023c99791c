import { z } from 'zod';
import type { Replay } from '#server/commands/run-replay.ts';
import type { DeadLetterGroup, listDeadLetters } from '#server/projections/dead-letters/queries.ts';
import { named } from './components.ts';
import { time } from './fields.ts';

type DeadLetter = Awaited<ReturnType<typeof listDeadLetters>>['letters'][number];

const failing = {
  provider: z.string(),
  failure: z.string().meta({ description: 'Field paths and codes, never values.' }),
  adapterVersion: z.int().meta({ description: 'Of the build that failed to read it.' }),
};

export const deadLetterGroupShape = named(
  'DeadLetterGroup',
  z.strictObject({
    signature: z.string().meta({ description: 'Items with the same one failed in the same way.' }),
    ...failing,
    firstSeenAt: time,
    lastSeenAt: time,
    count: z.int(),
    atLeast: z.boolean().meta({ description: 'True where counting stopped early.' }),
  }),
);

const letterFields = {
  id: z.string(),
  signature: z.string(),
  ...failing,
  receivedAt: time,
  state: z.enum(['open', 'recovered']),
  recoveredAt: time.nullable(),
  triedAt: time.nullable().meta({ description: 'The newest try to read it again.' }),
  replayId: z.string().nullable(),
  sizeBytes: z.int().nullable(),
  erased: z.boolean(),
};

export const deadLetterShape = named('DeadLetter', z.strictObject(letterFields));

export const deadLetterDetailShape = named(
  'DeadLetterDetail',
  z.strictObject({
    ...letterFields,
    payload: z
      .strictObject({ raw: z.string(), encoding: z.enum(['json', 'text', 'base64']) })
      .nullable()
      .meta({ description: 'The item as it was received; null once it is erased.' }),
  }),
);

export const replayedLetterShape = named(
  'ReplayedLetter',
  z.strictObject({
    id: z.string(),
    dryRun: z.boolean(),
    replayId: z.string(),
    outcome: z.enum(['read', 'unreadable', 'erased', 'not_listened_to']),
    events: z.array(z.string()).meta({ description: 'The types of event it is read as.' }),
    messageIds: z.array(z.string()).meta({ description: 'The messages that those speak of.' }),
    failure: z.string().nullable(),
  }),
);

export const replayShape = named(
  'Replay',
  z.strictObject({
    replayId: z.string(),
    signature: z.string().nullable().meta({ description: 'The group; null for all that were open.' }),
    letters: z.int().meta({ description: 'How many there were when it was asked for.' }),
    actor: z.string(),
    requestedAt: time,
    totals: z
      .strictObject({ read: z.int(), unreadable: z.int(), skipped: z.int() })
      .nullable()
      .meta({ description: 'Null until it is finished.' }),
  }),
);

export function deadLetterGroupOf(group: DeadLetterGroup): z.input<typeof deadLetterGroupShape> {
  const { signature, provider, failure, adapterVersion, firstSeenAt, lastSeenAt, count, atLeast } = group;
  return { signature, provider, failure, adapterVersion, firstSeenAt, lastSeenAt, count, atLeast };
}

export function deadLetterOf(letter: DeadLetter): z.input<typeof deadLetterShape> {
  const { id, signature, provider, failure, adapterVersion, receivedAt, state, recoveredAt } = letter;
  const { triedAt, replayId, sizeBytes, erased } = letter;
  return {
    ...{ id, signature, provider, failure, adapterVersion, receivedAt, state, recoveredAt },
    ...{ triedAt, replayId, sizeBytes, erased },
  };
}

export function replayOf({ replayId, signature, letters, actor, requestedAt, totals }: Replay) {
  return { replayId, signature, letters, actor, requestedAt, totals };
}
