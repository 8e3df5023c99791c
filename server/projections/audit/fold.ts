import { audit } from '#db/schema/audit.ts';
import { refOf } from '#server/domain/event-id.ts';
import type { EventType } from '#server/domain/events.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { defineProjection, type Projection } from '#server/projections/projection.ts';
import type { Deed } from './deed.ts';
import { auditedTypes, deedIn } from './rules.ts';

/** One thing that somebody did. It never changes. */
export interface AuditRow {
  readonly id: string;
  readonly position: number;
  readonly at: Instant;
  readonly recordedAt: Instant;
  /** Null for a deed that nobody put their name to. */
  readonly actor: string | null;
  readonly source: string;
  readonly action: Deed['action'];
  readonly targetKind: Deed['target']['kind'];
  readonly targetId: string;
  readonly details: Deed['details'];
}

/** Answers: who did what, when, and to what? Deeds are told without anything personal, so nothing is erased. */
export const auditFold: Projection<AuditRow> = {
  name: 'audit',
  version: 5,
  table: audit,
  key: 'id',
  handles: auditedTypes,
  keysOf: (event) => (deedIn(event) === null ? [] : [refOf(event).id]),
  evolve: (row, event) => row ?? rowOf(event),
  erase: null,
};

export const auditProjection = defineProjection<AuditRow, EventType>(auditFold);

function rowOf(event: StoredEvent): AuditRow {
  const deed = deedIn(event);
  if (deed === null) throw new Error(`${event.type} is nobody's deed`);
  const { id, at } = refOf(event);
  return {
    id,
    position: event.position,
    at,
    recordedAt: event.recordedAt,
    actor: event.actor,
    source: event.source,
    action: deed.action,
    targetKind: deed.target.kind,
    targetId: deed.target.id,
    details: deed.details,
  };
}
