import { added, lifted, reported } from './address-history.ts';
import type { StoredSuppressionEvent } from './evolve.ts';
import { suppressionReasons } from './reason.ts';
import type { CellKey } from './state.ts';

/** Everything a generated history is made of, as plain lists that a generator picks from. */
export const historyParts = {
  kind: [
    'hard_bounced',
    'soft_bounced',
    'soft_bounced',
    'delivered',
    'complained',
    'unsubscribed',
    'resubscribed',
    'added',
    'lifted',
  ],
  channel: ['email', 'sms'],
  from: ['global', 'list', 'sender', 'group:42', undefined],
  category: ['security', 'billing', 'marketing', 'gone', undefined],
  reason: suppressionReasons.filter((reason) => reason !== 'soft_bounce_limit'),
  scope: ['everything', 'all_but_security', 'stream:marketing', 'category:billing'],
  cell: [
    'hard_bounce',
    'soft_bounce_limit',
    'complaint',
    'stop',
    'unsubscribe:global',
    'added:manual:everything',
  ] satisfies CellKey[],
} as const;

/** One event of a generated history: a choice from each part, and the numbers of its day and expiry. */
export type HistorySpec = {
  readonly [Part in keyof typeof historyParts]: (typeof historyParts)[Part][number];
} & { readonly day: number; readonly expiresOn: number | null };

export function dayAt(day: number): string {
  return new Date(Date.UTC(2026, 10, day, 9)).toISOString();
}

/** The event a choice stands for; its index makes it distinct from the others. */
export function generatedEvent(spec: HistorySpec, index: number): StoredSuppressionEvent {
  const { kind, channel, from, category, reason, scope, cell, day, expiresOn } = spec;
  const place = { position: index + 1, at: dayAt(day) };
  if (kind === 'added') {
    const expiresAt = expiresOn === null ? null : dayAt(expiresOn);
    return added({ channel, reason, scope, expiresAt }, place);
  }
  if (kind === 'lifted') {
    const upTo = { at: dayAt(day), id: `example-mail/event-${index}` };
    const data = { channel, subjectId: 'subject-ada', cell, upTo, why: 'wrong', causeId: null };
    return lifted({ type: 'SuppressionLifted', data, personal: null }, place);
  }
  const scopeOfWish = from === undefined ? {} : { scope: from };
  const ofCategory = category === undefined ? {} : { category };
  return reported(kind, { ...place, data: { channel, ...scopeOfWish, ...ofCategory } });
}
