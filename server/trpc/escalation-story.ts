import { durationMs } from '#server/domain/escalation/duration.ts';
import type {
  EscalationData,
  EscalationEvent,
  StepCause,
  StepRefusal,
} from '#server/domain/escalation/events.ts';
import type { EscalationPolicy, EscalationStep } from '#server/domain/escalation/policy.ts';
import type { Instant } from '#server/domain/instant.ts';
import type { Channel } from '#server/domain/message/report.ts';
import type { TimelineEvent } from '#server/event-store/event-store.ts';

/** An event of an escalation, as it is stored. */
export type EscalationTimelineEvent = Extract<TimelineEvent, { type: EscalationEvent['type'] }>;

/** What an escalation did at a moment, in words for whoever looks at one of its messages. */
export interface StoryEntry {
  readonly position: number;
  readonly type: EscalationEvent['type'];
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  /** The opaque id of the person who found something out; null where the engine did it. */
  readonly actor: string | null;
  /** Counted from 1, as people count; null for the whole. */
  readonly step: number | null;
  /** The message it is about: the one to be sent, or the one that was seen. */
  readonly messageId: string | null;
  /** What happened, in one plain sentence. */
  readonly sentence: string;
  /** What follows from it. */
  readonly meaning: string;
}

/** The story of one escalation, in the order in which it was stored. */
export function escalationStory(events: readonly EscalationTimelineEvent[]): readonly StoryEntry[] {
  const policy = events.find((event) => event.type === 'EscalationPlanned')?.data.policy ?? null;
  const channelOf = (step: number) => policy?.steps[step]?.send.channel ?? null;
  return events.map((event) => {
    const { position, type, occurredAt, recordedAt, actor, data } = event;
    return {
      ...{ position, type, occurredAt, recordedAt, actor },
      step: 'step' in data ? data.step + 1 : null,
      messageId: 'messageId' in data ? data.messageId : null,
      ...wordsOf(event, channelOf),
    };
  });
}

type Words = Pick<StoryEntry, 'sentence' | 'meaning'>;

function wordsOf(event: EscalationEvent, channelOf: (step: number) => Channel | null): Words {
  switch (event.type) {
    case 'EscalationPlanned':
      return plannedWords(event.data.policy);
    case 'EscalationIntended':
      return {
        sentence: `Step ${event.data.step + 1}: ${article(event.data.channel)} is to be sent, because ${causes[event.data.because]}`,
        meaning:
          'This was recorded before any provider was asked, under a key that exists once: nobody sends it a second time.',
      };
    case 'EscalationStepSkipped':
      return {
        sentence: `Step ${event.data.step + 1} was not taken: ${refusals[event.data.reason]}`,
        meaning: `Its time had come, but ${article(event.data.channel)} may not be sent. The next step follows, if there is one.`,
      };
    case 'EscalationOutcomeUnknown':
      return {
        sentence: `Nobody can say whether ${the(channelOf(event.data.step))} of step ${event.data.step + 1} was sent`,
        meaning:
          'A provider was asked and its answer was lost. It is never sent again; a late report or a person who finds out settles it.',
      };
    case 'EscalationSettled':
      return settledWords(event.data, the(channelOf(event.data.step)));
    case 'EscalationCancelled':
      return {
        sentence: `Nothing more is sent: the person ${deeds[event.data.seen]}`,
        meaning:
          event.data.rule === null
            ? 'Whoever does that has seen the notification.'
            : `It was a person’s doing and not a machine’s, by the rule ${event.data.rule.id}, version ${event.data.rule.version}.`,
      };
    case 'EscalationEnded':
      return {
        sentence: `Nothing more is sent: ${ends[event.data.reason].short}`,
        meaning: ends[event.data.reason].long,
      };
  }
}

function plannedWords(policy: EscalationPolicy): Words {
  const { policyId, version, steps, channel, giveUpAfter } = policy;
  const told = steps.map((step, index) => {
    const watched = steps[index - 1]?.send.channel ?? channel;
    return `Step ${index + 1}: ${article(step.send.channel)}, ${conditionText(step, watched)}.`;
  });
  return {
    sentence: `The policy ${policyId} watches whether this is seen`,
    meaning: `${told.join(' ')} Given up after ${spanText(giveUpAfter)}. Planned by version ${version} of the policy; later versions of it do not change this plan.`,
  };
}

function conditionText({ when, within, after }: EscalationStep, watched: Channel): string {
  const span = `within ${spanText(within)} of its ${after === 'delivered' ? 'delivery' : 'acceptance'}`;
  switch (when) {
    case 'not_opened':
      return `if ${the(watched)} is not opened ${span}, or bounces`;
    case 'not_delivered':
      return `if ${the(watched)} is not delivered ${span}, or bounces`;
    case 'bounced':
      return `if ${the(watched)} bounces ${span}`;
  }
}

function settledWords({ step, outcome, by }: EscalationData<'EscalationSettled'>, message: string): Words {
  const found = outcome === 'sent' ? 'was sent' : 'was not sent';
  return by === 'person'
    ? {
        sentence: `A person found out that ${message} of step ${step + 1} ${found}`,
        meaning: 'Nobody could say so before. The escalation goes on from there.',
      }
    : {
        sentence: `${message.charAt(0).toUpperCase()}${message.slice(1)} of step ${step + 1} ${found}`,
        meaning: 'This is what was heard of its message. The escalation goes on from there.',
      };
}

const nouns = {
  email: 'email',
  sms: 'SMS',
  push: 'push notification',
  in_app: 'notification in the app',
} as const satisfies Record<Channel, string>;

function article(channel: Channel): string {
  return `${channel === 'email' || channel === 'sms' ? 'an' : 'a'} ${nouns[channel]}`;
}

function the(channel: Channel | null): string {
  return `the ${channel === null ? 'message' : nouns[channel]}`;
}

const units = { s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;

/** `15m` as people read it. */
function spanText(duration: string): string {
  // Refuses what is no duration.
  durationMs(duration);
  const count = Number(duration.slice(0, -1));
  const unit = new Map<string, string>(Object.entries(units)).get(duration.slice(-1)) ?? '';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const causes = {
  hard_bounced: 'the message before it bounced for good',
  soft_bounced: 'the message before it bounced',
  dropped: 'the provider dropped the message before it',
  failed: 'the message before it failed',
  not_reachable: 'no address could be used for the message before it',
  previous_step_not_sent: 'the step before it sent nothing',
  not_delivered_in_time: 'the message before it was not delivered in time',
  not_opened_in_time: 'the message before it was not opened in time',
} as const satisfies Record<StepCause, string>;

const refusals = {
  no_address: 'no address is known',
  channel_disabled: 'the person switched this channel off',
  category_off: 'the person does not want this category on this channel',
  paused: 'the person paused everything but security messages',
  suppressed: 'the address is suppressed',
  opted_out: 'the person opted out',
  marketing_paused: 'news and offers are not sent at present',
  quiet_hours: 'it fell into quiet hours',
  duplicate: 'the notification went over this channel already',
  budget: 'the budget of this channel is used up',
  marketing_never_sms: 'marketing is never sent by SMS',
  over_cost_cap: 'it would cost more than the policy may spend',
  price_unknown: 'its price is not known, and the policy may spend only so much',
} as const satisfies Record<StepRefusal, string>;

const deeds = {
  opened: 'opened a message',
  clicked: 'followed a link',
  read: 'read a message',
  converted: 'did what the message was for',
  complained: 'reported a message as spam',
} as const satisfies Record<EscalationData<'EscalationCancelled'>['seen'], string>;

const ends = {
  not_needed: {
    short: 'no step is needed',
    long: 'What the next step waits for did not happen in its time.',
  },
  expired: { short: 'it is too late', long: 'The policy gave up waiting.' },
  held_back: {
    short: 'the message was held back on purpose',
    long: 'Whoever does not want it by one way is not told by another.',
  },
} as const satisfies Record<EscalationData<'EscalationEnded'>['reason'], { short: string; long: string }>;
