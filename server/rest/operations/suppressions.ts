import { z } from 'zod';
import { addSuppression } from '#server/commands/add-suppression.ts';
import { liftSuppression } from '#server/commands/lift-suppression.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { channels } from '#server/domain/message/report.ts';
import { suppressionReasons } from '#server/domain/suppression/reason.ts';
import { suppressionScope } from '#server/domain/suppression/scope.ts';
import type { CellKey } from '#server/domain/suppression/state.ts';
import { suppressionsAsOf } from '#server/projections/suppressions/as-of-queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { checkSuppressions, listSuppressions } from '#server/projections/suppressions/queries.ts';
import { named, namedBody } from '../components.ts';
import { address, nextCursor, paging, timeInput } from '../fields.ts';
import { operation } from '../operation.ts';
import { suppressedAddressShape, suppressionOf, suppressionShape } from '../suppression-shapes.ts';

const nothing = z.strictObject({});
const channel = z.enum(channels);
const why = z.string().max(2000).meta({ description: 'For the audit: name nobody in it.' });
const mostAddresses = 10_000;

const pageShape = named(
  'SuppressionPage',
  z.strictObject({ items: z.array(suppressedAddressShape), nextCursor }),
);

const listOperation = operation({
  id: 'listSuppressions',
  method: 'GET',
  path: '/suppressions',
  group: 'Suppressions',
  scope: 'suppressions:read',
  summary: 'Addresses that are suppressed now, the newest first',
  params: nothing,
  query: z.strictObject({
    channel: channel.optional(),
    reason: z.enum(suppressionReasons).optional(),
    address: address.optional().meta({ description: 'A whole address, in any case.' }),
    ...paging,
  }),
  body: null,
  answer: { status: 200, description: 'A page of them.', schema: pageShape, mediaType: 'application/json' },
  refusals: ['invalid_cursor'],
  async handle({ db, eventStore, now }, _caller, { query }) {
    const rules = await currentSuppressionRules(eventStore);
    const filter = {
      channel: query.channel ?? null,
      reason: query.reason ?? null,
      address: query.address ?? '',
      wholeAddressOnly: true,
    };
    const { limit } = query;
    const page = await listSuppressions(db, filter, {
      at: now(),
      rules,
      cursor: query.cursor ?? null,
      limit,
    });
    const items = page.addresses.map(({ suppressions, ...found }) => ({
      ...found,
      suppressions: suppressions.map(suppressionOf),
    }));
    return { items, nextCursor: page.nextCursor };
  },
});

const addOperation = operation({
  id: 'addSuppression',
  method: 'POST',
  path: '/suppressions',
  group: 'Suppressions',
  scope: 'suppressions:write',
  summary: 'Forbid writing to an address',
  description: 'It is in force from the moment of the answer. What is suppressed so already stays as it is.',
  params: nothing,
  query: nothing,
  body: namedBody(
    'NewSuppression',
    z.strictObject({
      channel,
      address,
      // Soft bounces are counted from reports, so nobody can claim that there were enough.
      reason: z.enum(suppressionReasons).exclude(['soft_bounce_limit']).default('manual'),
      scope: suppressionScope.default('all_but_security'),
      expiresAt: timeInput.nullable().default(null),
      why: why.trim().min(1).nullable().default(null),
    }),
  ),
  answer: {
    status: 200,
    description: 'Whether this added it; false when it was so already.',
    schema: named('AddedSuppression', z.strictObject({ added: z.boolean(), subjectId: z.string() })),
    mediaType: 'application/json',
  },
  refusals: ['expiry_in_the_past'],
  async handle(deps, { actor }, { body }) {
    const by = { actor, source: 'api' } as const;
    const added = await addSuppression(deps, { ...body, by, at: deps.now() });
    await deps.nudge();
    return added;
  },
});

const liftOperation = operation({
  id: 'liftSuppression',
  method: 'DELETE',
  path: '/suppressions',
  group: 'Suppressions',
  scope: 'suppressions:write',
  summary: 'Allow writing to an address again',
  description:
    'Lifts every ground that is in force, or the one that `cell` names. What happens later counts again.',
  params: nothing,
  query: z.strictObject({
    channel,
    address,
    cell: z.string().min(1).max(200).optional().meta({ description: 'As `GET /suppressions` tells it.' }),
    why,
  }),
  body: null,
  answer: {
    status: 200,
    description: 'The grounds that this lifted; none where none was in force.',
    schema: named(
      'LiftedSuppressions',
      z.strictObject({ lifted: z.array(z.string()), subjectId: z.string() }),
    ),
    mediaType: 'application/json',
  },
  refusals: ['lift_needs_reason'],
  async handle(deps, { actor }, { query }) {
    const { eventStore } = deps;
    const subjectId = eventStore.subjectIdOf({ kind: addressKinds[query.channel], value: query.address });
    const target = { channel: query.channel, subjectId };
    const at = deps.now();
    // Straight from the store, so that what was added a moment ago is lifted too.
    const { suppressions } = await suppressionsAsOf(eventStore, target, { at, by: 'occurred' });
    // Safe: a key that no cell has lifts nothing.
    const wanted = query.cell === undefined ? null : [query.cell as CellKey];
    const cells = wanted ?? suppressions.map(({ cell }) => cell);
    const lifted: CellKey[] = [];
    for (const cell of new Set(cells)) {
      const by = { actor, source: 'api' } as const;
      const outcome = await liftSuppression(deps, { ...target, cell, why: query.why, by, at });
      if (outcome.lifted) lifted.push(cell);
    }
    await deps.nudge();
    return { lifted, subjectId };
  },
});

const checkOperation = operation({
  id: 'checkSuppressions',
  method: 'POST',
  path: '/suppressions/check',
  group: 'Suppressions',
  scope: 'suppressions:read',
  summary: 'What stands against many addresses',
  description: `Up to ${mostAddresses} of one channel at once. The answers come in the order of the addresses.`,
  params: nothing,
  query: nothing,
  body: namedBody(
    'SuppressionCheck',
    z.strictObject({ channel, addresses: z.array(address).min(1).max(mostAddresses) }),
  ),
  maxBodyBytes: 8 * 1024 * 1024,
  answer: {
    status: 200,
    description: 'One answer for each address.',
    schema: named(
      'SuppressionAnswers',
      z.strictObject({
        items: z.array(
          z.strictObject({
            address: z.string(),
            suppressed: z
              .boolean()
              .meta({ description: 'True when anything stands against it; see their scopes.' }),
            suppressions: z.array(suppressionShape),
          }),
        ),
      }),
    ),
    mediaType: 'application/json',
  },
  refusals: [],
  async handle({ db, eventStore, now }, _caller, { body }) {
    const kind = addressKinds[body.channel];
    const targets = body.addresses.map((value) => ({
      channel: body.channel,
      subjectId: eventStore.subjectIdOf({ kind, value }),
    }));
    const rules = await currentSuppressionRules(eventStore);
    const answers = await checkSuppressions(db, targets, { at: now(), rules });
    const items = answers.map(({ suppressions }, n) => ({
      address: body.addresses[n] ?? '',
      suppressed: suppressions.length > 0,
      suppressions: suppressions.map(suppressionOf),
    }));
    return { items };
  },
});

export const suppressionOperations = [listOperation, addOperation, liftOperation, checkOperation];
