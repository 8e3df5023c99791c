import type { Account } from '#server/auth/account-of.ts';
import { erasureOf } from '#server/commands/ask-for-erasure.ts';
import type { ErasureState } from '#server/domain/erasure/state.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { PreferencesState } from '#server/domain/preference/state.ts';
import type { StoredEvent } from '#server/domain/stored-event.ts';
import { subjectStream } from '#server/domain/subject/events.ts';
import { channelsOfPerson } from '#server/projections/contacts/queries.ts';
import { preferenceChangesOfPerson, preferencesOfPerson } from '#server/projections/preferences/queries.ts';
import { currentSuppressionRules } from '#server/projections/suppressions/policy-queries.ts';
import { checkSuppressions } from '#server/projections/suppressions/queries.ts';
import { type Asker, ownSubjects } from './data-subject.ts';
import type { Person } from './person.ts';
import { type EntryRecord, entryRecords } from './person-entries.ts';
import { type EventRecord, eventsOfPerson } from './person-events.ts';
import { changeView } from './preference-views.ts';
import type { Context } from './trpc.ts';

/** Where somebody is reached, and how that goes. */
interface AddressRecord {
  readonly kind: 'address';
  readonly userId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly since: Instant;
  /** What is known of it, in a word, and the last that was heard. */
  readonly health: string;
  readonly lastStatus: { readonly status: string; readonly at: Instant } | null;
}

/** One thing that is kept about somebody. */
export type PersonRecord =
  | {
      readonly kind: 'export';
      readonly version: 1;
      readonly at: Instant;
      readonly userIds: readonly string[];
    }
  | ({ readonly kind: 'account' } & Account)
  | AddressRecord
  | ({ readonly kind: 'suppression'; readonly address: string | null } & SuppressionFacts)
  | ({ readonly kind: 'preferences' } & PreferencesState)
  | ({ readonly kind: 'preference_change'; readonly userId: string } & ReturnType<typeof changeView>)
  | EntryRecord
  /** Somebody who works here was shown what is otherwise masked. */
  | { readonly kind: 'access'; readonly at: Instant; readonly to: RevealedKind; readonly why: string | null }
  | { readonly kind: 'erasure'; readonly state: Exclude<ErasureState, { status: 'unasked' }> }
  | EventRecord;

type RevealedKind = Extract<StoredEvent, { type: 'PersonalDataRevealed' }>['data']['kind'];

interface SuppressionFacts {
  readonly channel: Channel;
  readonly reason: Parameters<typeof suppressionFacts>[0]['reason'];
  readonly scope: string;
  readonly since: Instant;
  readonly expiresAt: Instant | null;
}

type Deps = Pick<Context['deps'], 'db' | 'eventStore' | 'now'>;

/**
 * Everything that is kept about somebody and nothing about anybody else, record by record: first what stands now, then what
 * was sent, then what was done, and on request every event as it is stored. It reads on as it is read, page by page, so that
 * memory holds little however much there is.
 */
export async function* personRecords(
  deps: Deps,
  asker: Asker,
  { withEvents }: { readonly withEvents: boolean },
): AsyncGenerator<PersonRecord> {
  const { person, account } = asker;
  yield { kind: 'export', version: 1, at: deps.now(), userIds: person.userIds };
  yield { kind: 'account', ...account };
  yield* addressRecords(deps, asker);
  yield* preferenceRecords(deps, person);
  yield* entryRecords(deps, person);
  yield* deedRecords(deps, asker);
  if (withEvents) yield* eventsOfPerson(deps, asker);
}

/** Where somebody is reached, and what stands against it; at the addresses they proved, also where none of them is a contact. */
async function* addressRecords(deps: Deps, { person, account }: Asker): AsyncGenerator<PersonRecord> {
  const { db, eventStore, now } = deps;
  const at = now();
  const rules = await currentSuppressionRules(eventStore);
  const asked = new Map(
    person.subjectIds.map((subjectId) => [
      `email/${subjectId}`,
      { channel: 'email' as Channel, subjectId, address: account.email },
    ]),
  );
  for (const userId of person.userIds) {
    for (const { channel, address, health, lastStatus } of await channelsOfPerson(db, userId, {
      at,
      rules,
    })) {
      if (address?.subjectId == null || address.address === null) continue;
      const { subjectId } = address;
      asked.set(`${channel}/${subjectId}`, { channel, subjectId, address: address.address });
      const facts = { userId, channel, address: address.address, since: address.at };
      yield { kind: 'address', ...facts, health: health.reason, lastStatus };
    }
  }
  const targets = [...asked.values()];
  const found = await checkSuppressions(db, targets, { at, rules });
  for (const [n, { suppressions }] of found.entries()) {
    const address = targets[n]?.address ?? null;
    for (const one of suppressions) yield { kind: 'suppression', address, ...suppressionFacts(one) };
  }
}

type Found = Awaited<ReturnType<typeof checkSuppressions>>[number]['suppressions'][number];

function suppressionFacts({ channel, reason, scope, since, expiresAt }: Found) {
  return { channel, reason, scope, since, expiresAt };
}

async function* preferenceRecords({ db, eventStore }: Deps, person: Person): AsyncGenerator<PersonRecord> {
  for (const userId of person.userIds) {
    const state = await preferencesOfPerson(db, userId);
    if (state !== null) yield { kind: 'preferences', ...state };
    const all = { before: null, limit: Number.MAX_SAFE_INTEGER };
    const { changes } = await preferenceChangesOfPerson(eventStore, userId, all);
    for (const change of changes) yield { kind: 'preference_change', userId, ...changeView(change) };
  }
}

/** What was done with somebody's data: who looked at it, and what they wished for it. */
async function* deedRecords(deps: Deps, { viewer, person }: Asker): AsyncGenerator<PersonRecord> {
  const { eventStore } = deps;
  for (const subjectId of ownSubjects(eventStore, person)) {
    for (const event of await eventStore.readStream(subjectStream(subjectId))) {
      if (event.type !== 'PersonalDataRevealed') continue;
      yield { kind: 'access', at: event.occurredAt, to: event.data.kind, why: event.data.why };
    }
  }
  const asker =
    viewer.email === null
      ? ({ kind: 'user', value: viewer.userId } as const)
      : ({ kind: 'email', value: viewer.email } as const);
  const wish = await erasureOf(deps, { asker });
  if (wish !== null && wish.state.status !== 'unasked') yield { kind: 'erasure', state: wish.state };
}
