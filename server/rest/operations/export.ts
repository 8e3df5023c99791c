import { z } from 'zod';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { verificationScopes } from '#server/domain/stored-event.ts';
import { named } from '../components.ts';
import { flag, time } from '../fields.ts';
import { ndjsonStream } from '../ndjson-stream.ts';
import { operation } from '../operation.ts';
import { missingScope } from '../problem.ts';

const pageSize = 500;
const text = z.string().nullable();

const eventShape = named(
  'ExportedEvent',
  z.strictObject({
    position: z.int().meta({ description: 'Ascending. Go on after the last one that you have.' }),
    id: z.string(),
    stream: z.string(),
    type: z.string(),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'By type, in its newest shape; it names nobody.' }),
    personal: z.record(z.string(), z.unknown()).nullable().optional().meta({
      description: 'With `personal=true` alone; null where there is nothing, and once it is erased.',
    }),
    subjectId: text,
    erased: z.boolean(),
    occurredAt: time,
    receivedAt: time,
    recordedAt: time,
    source: z.string(),
    actor: text,
    causation: text,
    correlation: text,
    verification: z
      .strictObject({
        scope: z.enum(verificationScopes),
        method: z.string(),
        keyId: z.string(),
        signedAt: time.optional(),
      })
      .nullable(),
  }),
);

const exportOperation = operation({
  id: 'exportEvents',
  method: 'GET',
  path: '/export/events',
  group: 'Export',
  scope: 'export:read',
  summary: 'Every event, as a stream of lines',
  description:
    'All that was stored after a position and before the request, one JSON object a line. ' +
    'With `personal=true` it needs the scope export:personal besides.',
  params: z.strictObject({}),
  query: z.strictObject({
    after: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .meta({ description: 'The last position that you have; 0 for all.' }),
    personal: flag.meta({ description: 'With what names or describes people.' }),
  }),
  body: null,
  answer: {
    status: 200,
    description: 'One line for each event, as long as the stream goes.',
    schema: eventShape,
    mediaType: 'application/x-ndjson',
  },
  refusals: [],
  async handle({ eventStore, log }, { actor, scopes }, { query }) {
    const withPersonal = query.personal ?? false;
    if (withPersonal && !scopes.has('export:personal')) return missingScope('export:personal');
    log.info({ actor, after: query.after, personal: withPersonal }, 'events are exported');
    const upTo = await eventStore.safePosition();
    let after = query.after;
    const page = async () => {
      if (after >= upTo) return null;
      const events = await eventStore.readRange({ after, upTo, limit: pageSize });
      after = events.at(-1)?.position ?? upTo;
      return events.map((event) => exported(event, withPersonal));
    };
    return ndjsonStream(page, (err) => log.error({ err }, 'an export broke off'));
  },
});

export const exportOperations = [exportOperation];

function exported(event: StoredEvent, withPersonal: boolean): z.input<typeof eventShape> {
  const { position, stream, type, data, subjectId, erased, occurredAt, receivedAt, recordedAt } = event;
  const { source, sourceEventId, actor, causation, correlation, verification } = event;
  return {
    ...{ position, id: `${source}/${sourceEventId}`, stream, type, data },
    ...(withPersonal ? { personal: event.personal } : {}),
    ...{ subjectId, erased, occurredAt, receivedAt, recordedAt },
    ...{ source, actor, causation, correlation, verification },
  };
}
