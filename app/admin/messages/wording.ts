import type { SendRule } from '#server/domain/decision/send-decision.ts';
import type { MessageKind } from '#server/domain/message/kind.ts';
import type { Channel, MachineVerdict } from '#server/domain/message/report.ts';
import type { Money } from '#server/domain/money.ts';
import { type Codes, reasonOfCodes } from './code-words.ts';
import { skipWords } from './skip-words.ts';

/** What a sentence is made from. */
export interface SpokenEvent {
  readonly kind: MessageKind;
  readonly channel: Channel;
  /** Null where no provider says it. */
  readonly providerName: string | null;
  readonly codes: Codes | null;
  readonly machine: MachineVerdict | null;
  readonly scope: string | null;
  readonly userAgent: string | null;
  /** The step of an escalation that asked for the message; 0 for the first request. */
  readonly step: number | null;
  readonly skipReason: SendRule | null;
  readonly conversion: string | null;
  readonly value: Money | null;
}

interface Words {
  /** One plain sentence: what happened. */
  sentence(event: SpokenEvent): string;
  /** What it means, and what to do where there is something to do. */
  meaning(event: SpokenEvent): string;
}

const words = {
  requested: {
    sentence: ({ step }) =>
      step === null || step === 0
        ? 'The message was requested'
        : `The message was requested, as step ${step} of an escalation`,
    meaning: () =>
      'It is to be sent, which is recorded before any provider is asked. What the provider answers is an event of its own.',
  },
  skipped: {
    sentence: ({ skipReason }) =>
      skipReason === null
        ? 'The message was not sent, on purpose'
        : `The message was not sent: ${skipWords[skipReason].short}`,
    meaning: ({ skipReason }) =>
      `${skipReason === null ? '' : `${skipWords[skipReason].long} `}This was decided before any provider was asked; nothing failed.`,
  },
  outcome_unknown: {
    sentence: (event) => `${provider(event)} was asked to send the message, and its answer was lost`,
    meaning: () =>
      'Nobody can say whether it took the message, so it is not asked again: the person might get it twice. A later report from the provider settles it.',
  },
  accepted: {
    sentence: (event) => `${provider(event)} took the message`,
    meaning: () =>
      'The provider has the message and will try to deliver it. This says nothing yet about the recipient.',
  },
  sent: {
    sentence: (event) =>
      event.channel === 'sms'
        ? `${provider(event)} handed the message to the carrier`
        : `${provider(event)} sent the message on its way`,
    meaning: () => 'The message has left the provider. Whether it arrives is decided at the other end.',
  },
  deferred: {
    sentence: ({ channel }) => `${receiver[channel]} asked to try again later`,
    meaning: ({ codes }) =>
      `${why(codes)}The provider keeps trying, usually for a day or more. Nothing has to be done.`,
  },
  soft_bounced: {
    sentence: ({ channel }) => `${receiver[channel]} did not take the message this time`,
    meaning: ({ codes }) =>
      `${why(codes)}This message will not arrive. The address itself may be fine, so later messages are still sent.`,
  },
  dropped: {
    sentence: (event) => `${provider(event)} did not try to deliver the message`,
    meaning: () =>
      'Providers do this when the address is on their suppression list, after an earlier bounce, complaint or unsubscribe. Look there for the cause.',
  },
  failed: {
    sentence: (event) => `${provider(event)} could not send the message`,
    meaning: () =>
      'The fault lies with the message or the account, not with the recipient. The code and the raw payload say more.',
  },
  delivered: {
    sentence: ({ channel }) => delivery[channel],
    meaning: ({ channel }) =>
      channel === 'email'
        ? 'The mail is in the recipient’s mail system. It may still be sorted into another folder; that cannot be seen from outside.'
        : 'The message has arrived. Whether anybody looked at it is told by later events.',
  },
  hard_bounced: {
    sentence: ({ channel }) => `${receiver[channel]} refused for good: the address cannot be used`,
    meaning: ({ codes }) =>
      `${why(codes)}Sending to it again would hurt the sender’s reputation. Ask the person for another address.`,
  },
  complained: {
    sentence: () => 'The recipient reported the message as spam',
    meaning: () =>
      'Mailbox providers hold this against the sender. This person should get nothing more, except what security requires.',
  },
  opened: {
    sentence: ({ machine, userAgent }) => opening[machine ?? 'unknown'](userAgent),
    meaning: ({ machine }) => openMeaning[machine ?? 'unknown'],
  },
  clicked: {
    sentence: ({ machine }) => clicking[machine ?? 'unknown'],
    meaning: ({ machine }) =>
      machine === 'likely_machine'
        ? 'Security scanners follow links before people see them. It is not counted as a click.'
        : 'Somebody who follows a link has seen the message.',
  },
  read: {
    sentence: ({ machine }) => reading[machine ?? 'human'],
    meaning: () => 'A read receipt comes from the program in which the message was shown.',
  },
  unsubscribed: {
    sentence: ({ scope, channel }) =>
      `The recipient ${channel === 'sms' ? 'opted out' : 'unsubscribed'}${from(scope)}`,
    meaning: () => 'A wish, not a fault. It holds until the person takes it back.',
  },
  resubscribed: {
    sentence: ({ scope }) => `The recipient subscribed again${from(scope).replace(' from ', ' to ')}`,
    meaning: () => 'The person takes an earlier unsubscribe back. It does not lift a bounce or a complaint.',
  },
  converted: {
    sentence: ({ conversion, value }) =>
      `The recipient did what the message was for${conversion === null ? '' : `: ${conversion}`}${worth(value)}`,
    meaning: () =>
      'The product that the message belongs to reports this. Whoever acts on a message has received it.',
  },
} as const satisfies Record<MessageKind, Words>;

/** One plain sentence on what happened. */
export function sentenceOf(event: SpokenEvent): string {
  return words[event.kind].sentence(event);
}

/** What the event means for the message, and what to do about it. */
export function meaningOf(event: SpokenEvent): string {
  return words[event.kind].meaning(event);
}

function provider({ providerName }: SpokenEvent): string {
  return providerName ?? 'The provider';
}

const receiver = {
  email: 'The receiving server',
  sms: 'The carrier',
  push: 'The push service',
  in_app: 'The app',
} as const satisfies Record<Channel, string>;

const delivery = {
  email: 'The receiving server accepted the message',
  sms: 'The carrier delivered the message to the phone',
  push: 'The push service delivered the notification to the device',
  in_app: 'The notification is in the person’s inbox',
} as const satisfies Record<Channel, string>;

const opening = {
  human: () => 'The recipient opened the message',
  likely_machine: (userAgent) => `${machineName(userAgent)}, probably not a person, loaded the images`,
  unknown: () => 'The images were loaded, perhaps by the recipient',
} as const satisfies Record<MachineVerdict, (userAgent: string | null) => string>;

const openMeaning = {
  human: 'The images of the mail were loaded by what looks like a person’s mail program.',
  likely_machine:
    'Mail systems load images on arrival to protect privacy or to scan for danger. It is not counted as an open.',
  unknown: 'The images were loaded, and nothing says by whom. It is counted apart from people’s opens.',
} as const satisfies Record<MachineVerdict, string>;

const clicking = {
  human: 'The recipient followed a link',
  likely_machine: 'A scanner, probably not a person, followed a link',
  unknown: 'A link was followed, perhaps by the recipient',
} as const satisfies Record<MachineVerdict, string>;

const reading = {
  human: 'The recipient read the message',
  likely_machine: 'A program, probably not a person, marked the message as read',
  unknown: 'The message was marked as read, perhaps by the recipient',
} as const satisfies Record<MachineVerdict, string>;

/** Mail proxies by the marks they leave; Apple's names nothing but `Mozilla/5.0`. */
function machineName(userAgent: string | null): string {
  if (userAgent === null) return 'A mail proxy or scanner';
  if (/^Mozilla\/5\.0$/.test(userAgent.trim())) return 'An Apple mail proxy';
  if (/GoogleImageProxy|ggpht/i.test(userAgent)) return 'A Gmail image proxy';
  if (/YahooMailProxy/i.test(userAgent)) return 'A Yahoo mail proxy';
  return 'A mail proxy or scanner';
}

function why(codes: SpokenEvent['codes']): string {
  const reason = reasonOfCodes(codes);
  return reason === null ? '' : `${reason.long} `;
}

function from(scope: string | null): string {
  if (scope === null) return '';
  if (scope === 'global') return ' from everything';
  if (scope === 'sender') return ' from this sender';
  if (scope === 'list') return ' from this list';
  return scope.startsWith('group:') ? ` from group ${scope.slice('group:'.length)}` : ` from ${scope}`;
}

function worth(value: Money | null): string {
  if (value === null) return '';
  const amount = value.amountMicros / 1_000_000;
  const isInCents = value.amountMicros % 10_000 === 0 && !Number.isInteger(amount);
  return `, worth ${isInCents ? amount.toFixed(2) : amount} ${value.currency}`;
}
