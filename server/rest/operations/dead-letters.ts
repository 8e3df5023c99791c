import { z } from 'zod';
import {
  findDeadLetter,
  listDeadLetterGroups,
  listDeadLetters,
} from '#server/projections/dead-letters/queries.ts';
import { named } from '../components.ts';
import {
  deadLetterDetailShape,
  deadLetterGroupOf,
  deadLetterGroupShape,
  deadLetterOf,
  deadLetterShape,
} from '../dead-letter-shapes.ts';
import { identifier, nextCursor, paging } from '../fields.ts';
import { operation } from '../operation.ts';
import { Problem } from '../problem.ts';

const listOperation = operation({
  id: 'listDeadLetters',
  method: 'GET',
  path: '/dead-letters',
  group: 'Dead letters',
  scope: 'dead-letters:read',
  summary: 'What was reported that nobody could read',
  description:
    'Without `signature` the groups that failed most recently; with one the letters of that group.',
  params: z.strictObject({}),
  query: z.strictObject({ signature: z.string().min(1).max(100).optional(), ...paging }),
  body: null,
  answer: {
    status: 200,
    description: 'A page of groups, or of letters that are open.',
    schema: named(
      'DeadLetterPage',
      z.union([
        z.strictObject({ groups: z.array(deadLetterGroupShape), nextCursor }),
        z.strictObject({ letters: z.array(deadLetterShape), nextCursor }),
      ]),
    ),
    mediaType: 'application/json',
  },
  refusals: ['invalid_cursor'],
  async handle({ db }, _caller, { query: { signature, limit, cursor = null } }) {
    if (signature === undefined) {
      const page = await listDeadLetterGroups(db, { cursor, limit });
      return { groups: page.groups.map(deadLetterGroupOf), nextCursor: page.nextCursor };
    }
    const page = await listDeadLetters(db, signature, { cursor, limit });
    return { letters: page.letters.map(deadLetterOf), nextCursor: page.nextCursor };
  },
});

const getOperation = operation({
  id: 'getDeadLetter',
  method: 'GET',
  path: '/dead-letters/{id}',
  group: 'Dead letters',
  scope: 'dead-letters:read',
  summary: 'One letter, with what was received',
  params: z.strictObject({ id: identifier.meta({ description: 'Its slash is written %2F.' }) }),
  query: z.strictObject({}),
  body: null,
  answer: {
    status: 200,
    description: 'The letter.',
    schema: deadLetterDetailShape,
    mediaType: 'application/json',
  },
  refusals: ['dead_letter_unknown'],
  async handle(deps, _caller, { params }) {
    const found = await findDeadLetter(deps, params.id);
    if (found === null) return new Problem('dead_letter_unknown');
    return { ...deadLetterOf(found.letter), payload: found.payload };
  },
});

export const deadLetterOperations = [listOperation, getOperation];
