import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { replayDeadLetter } from '#server/commands/replay-dead-letter.ts';
import { requestReplay } from '#server/commands/request-replay.ts';
import { listReplays } from '#server/commands/run-replay.ts';
import { named, namedBody } from '../components.ts';
import { replayedLetterShape, replayOf, replayShape } from '../dead-letter-shapes.ts';
import { identifier } from '../fields.ts';
import { operation } from '../operation.ts';
import { Problem } from '../problem.ts';

const nothing = z.strictObject({});
const replayId = z
  .string()
  .regex(/^[\w.-]{1,100}$/)
  .optional()
  .meta({ description: 'Chosen by you, so that asking twice asks once; otherwise a random one.' });

const replayOneOperation = operation({
  id: 'replayDeadLetter',
  method: 'POST',
  path: '/dead-letters/{id}/replay',
  group: 'Dead letters',
  scope: 'dead-letters:write',
  summary: 'Read one letter again, for a try or in earnest',
  params: z.strictObject({ id: identifier.meta({ description: 'Its slash is written %2F.' }) }),
  query: nothing,
  body: namedBody(
    'ReplayRequest',
    z.strictObject({
      dryRun: z
        .boolean()
        .default(true)
        .meta({ description: 'Unless you say false, it only tells what it would be read as.' }),
      replayId,
    }),
  ),
  answer: {
    status: 200,
    description: 'What became, or would become, of it.',
    schema: replayedLetterShape,
    mediaType: 'application/json',
  },
  refusals: ['dead_letter_unknown'],
  async handle(deps, { actor }, { params: { id }, body }) {
    const command = {
      id,
      dryRun: body.dryRun,
      replayId: body.replayId ?? randomUUID(),
      actor,
      at: deps.now(),
    };
    const replayed = await replayDeadLetter(deps, command);
    if (replayed === null) return new Problem('dead_letter_unknown');
    if (!command.dryRun) await deps.nudge();
    const { outcome, events, messageIds, failure } = replayed;
    return { id, dryRun: command.dryRun, replayId: command.replayId, outcome, events, messageIds, failure };
  },
});

const replayManyOperation = operation({
  id: 'replayDeadLetters',
  method: 'POST',
  path: '/dead-letters/replays',
  group: 'Dead letters',
  scope: 'dead-letters:write',
  summary: 'Read a group of letters again, or all that are open',
  description: 'It happens in the background, in earnest; `GET /dead-letters/replays` tells when it is over.',
  params: nothing,
  query: nothing,
  body: namedBody(
    'ReplaysRequest',
    z.strictObject({
      signature: z
        .string()
        .min(1)
        .max(100)
        .nullable()
        .meta({ description: 'The group; null for all that are open.' }),
      replayId,
    }),
  ),
  answer: {
    status: 202,
    description: 'It is asked for, durably.',
    schema: named(
      'RequestedReplay',
      z.strictObject({
        replayId: z.string(),
        letters: z.int().meta({ description: 'How many there are now.' }),
      }),
    ),
    mediaType: 'application/json',
  },
  refusals: [],
  async handle(deps, { actor }, { body }) {
    const wish = {
      replayId: body.replayId ?? randomUUID(),
      signature: body.signature,
      actor,
      at: deps.now(),
    };
    const { letters } = await requestReplay(deps, wish);
    await deps.askForReplay();
    return { replayId: wish.replayId, letters };
  },
});

const listOperation = operation({
  id: 'listReplays',
  method: 'GET',
  path: '/dead-letters/replays',
  group: 'Dead letters',
  scope: 'dead-letters:read',
  summary: 'Every replay that was asked for, the newest first',
  params: nothing,
  query: nothing,
  body: null,
  answer: {
    status: 200,
    description: 'The replays.',
    schema: named('Replays', z.strictObject({ items: z.array(replayShape) })),
    mediaType: 'application/json',
  },
  refusals: [],
  async handle(deps) {
    return { items: (await listReplays(deps)).map(replayOf) };
  },
});

export const replayOperations = [replayOneOperation, replayManyOperation, listOperation];
