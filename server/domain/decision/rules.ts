import { isLocked } from '#server/domain/category/category.ts';
import { quietUntil } from '#server/domain/preference/quiet-hours.ts';
import { categoryPreference, channelPreference, type Preference } from '#server/domain/preference/resolve.ts';
import { pauseAt } from '#server/domain/preference/state.ts';
import { isWish } from '#server/domain/suppression/reason.ts';
import { covers } from '#server/domain/suppression/scope.ts';
import { isInForce, type Suppression } from '#server/domain/suppression/suppression.ts';
import type { SendCheck, SendRule } from './send-decision.ts';
import type { SendFacts, SendRequest } from './send-facts.ts';

type Answer = Omit<SendCheck, 'rule' | 'version'>;

interface Rule {
  readonly version: number;
  check(request: SendRequest, facts: SendFacts): Answer;
}

/** Each rule by itself: none knows of another, so all of them can always be answered. */
export const rules = {
  no_address: {
    version: 1,
    check: (_, { address }) => ({
      input: { known: address !== null },
      verdict: address === null ? 'fail' : 'pass',
      because: address?.because ? [address.because] : [],
      until: null,
    }),
  },
  channel_disabled: {
    version: 1,
    check: ({ category, channel }, { preferences }) =>
      preferenceAnswer(channelPreference(preferences, category, channel), { channel }),
  },
  category_off: {
    version: 1,
    check: ({ category, channel }, { preferences, categories }) =>
      preferenceAnswer(categoryPreference(preferences, categories, category, channel), { category, channel }),
  },
  paused: { version: 1, check: pauseAnswer },
  suppressed: {
    version: 1,
    check: (request, facts) => suppressionAnswer(request, facts, (reason) => !isWish(reason)),
  },
  opted_out: { version: 1, check: (request, facts) => suppressionAnswer(request, facts, isWish) },
  marketing_paused: { version: 1, check: marketingPauseAnswer },
  quiet_hours: { version: 1, check: quietHoursAnswer },
  duplicate: {
    version: 1,
    check: (_, { duplicateOf }) => ({
      input: { askedBefore: duplicateOf !== null },
      verdict: duplicateOf === null ? 'pass' : 'fail',
      because: duplicateOf === null ? [] : [duplicateOf],
      until: null,
    }),
  },
  budget: { version: 1, check: budgetAnswer },
} as const satisfies Record<SendRule, Rule>;

function preferenceAnswer({ enabled, ground, because }: Preference, about: SendCheck['input']): Answer {
  return {
    input: { ...about, enabled, ground },
    verdict: enabled ? 'pass' : 'fail',
    because: because === null ? [] : [because],
    until: null,
  };
}

function pauseAnswer({ category, at }: SendRequest, { preferences }: SendFacts): Answer {
  const pause = preferences === null ? null : pauseAt(preferences, at);
  return {
    input: { paused: pause !== null, category },
    verdict: pause === null ? 'pass' : isLocked(category) ? 'exempt' : 'fail',
    because: pause === null ? [] : [pause.id],
    until: pause?.until ?? null,
  };
}

/** Every suppression in force that covers the message counts; the last of them to end says until when. */
function suppressionAnswer(
  { category, channel, at }: SendRequest,
  { suppressions, categories, address }: SendFacts,
  isMeant: (reason: Suppression['reason']) => boolean,
): Answer {
  const covering = suppressions.filter(
    (one) =>
      one.channel === channel &&
      one.subjectId === address?.subjectId &&
      isMeant(one.reason) &&
      isInForce(one, at) &&
      covers(one.scope, category, categories),
  );
  const ends = covering.map(({ expiresAt }) => expiresAt);
  const [first] = covering;
  return {
    input: {
      category,
      reason: first?.reason ?? null,
      scope: first?.scope ?? null,
      since: first?.since ?? null,
      count: covering.length,
    },
    verdict: first === undefined ? 'pass' : 'fail',
    because: [...new Set(covering.map(({ because }) => because))],
    until: ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null),
  };
}

/** A category nobody knows any more may be marketing, and is held back with it. */
function marketingPauseAnswer({ category }: SendRequest, { marketingPause, categories }: SendFacts): Answer {
  const isMarketing = covers('stream:marketing', category, categories);
  return {
    input: { paused: marketingPause !== null, since: marketingPause?.since ?? null, category },
    verdict: marketingPause === null ? 'pass' : isMarketing ? 'fail' : 'exempt',
    because: marketingPause === null ? [] : [marketingPause.because],
    until: null,
  };
}

/** What waits in the app makes no noise, and security does not wait. */
function quietHoursAnswer({ category, channel, at }: SendRequest, { preferences }: SendFacts): Answer {
  const set = preferences?.quietHours ?? null;
  const hours = set?.hours ?? null;
  const until = hours === null ? null : quietUntil(hours, at);
  const isExempt = channel === 'in_app' || isLocked(category);
  return {
    input: { quiet: until !== null, timeZone: hours?.timeZone ?? null, category, channel },
    verdict: until === null ? 'pass' : isExempt ? 'exempt' : 'fail',
    because: until === null || set === null ? [] : [set.id],
    until,
  };
}

function budgetAnswer({ costMicros }: SendRequest, { budget }: SendFacts): Answer {
  const { limitMicros, spentMicros, resetsAt } = budget ?? {};
  const isEnough =
    budget === null || costMicros <= 0 || budget.spentMicros + costMicros <= budget.limitMicros;
  return {
    input: { costMicros, spentMicros: spentMicros ?? null, limitMicros: limitMicros ?? null },
    verdict: isEnough ? 'pass' : 'fail',
    because: [],
    until: isEnough ? null : (resetsAt ?? null),
  };
}
