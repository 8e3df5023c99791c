/** What each read model answers, for people who have never heard of read models. */
const answers: Readonly<Record<string, string>> = {
  messages: 'What became of each message, and how messages fare',
  ledger: 'Whether every event is still what was recorded',
  'dead-letters': 'What was reported that nobody could read',
  suppressions: 'Which addresses must not be written to, and which work',
  contacts: 'Where each person can be reached',
  preferences: 'What each person wishes to receive',
  decisions: 'Why a message was sent, or not',
  notifications: 'What we were asked to tell each person',
  inbox: 'What stands in each person’s inbox, read or not',
  escalations: 'Where each escalation stands',
  audit: 'Who did what, and when',
  'api-keys': 'Which keys may call the API',
  alerts: 'What is wrong with how mail fares',
  erasures: 'Who wishes to be erased, and what became of it',
  sunsets: 'Which silent addresses were asked whether to go on',
};

/** `dead-letters` as `Dead letters`; an abbreviation stays one. */
export function nameOf(name: string): string {
  const words = name.replaceAll('-', ' ').replace(/\bapi\b/, 'API');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** A short sentence without its full stop; null for a read model that nobody described. */
export function answerOf(name: string): string | null {
  return answers[name] ?? null;
}

export function countOf(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** `4.2 MB`, in steps of 1,000. */
export function sizeOf(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const size = bytes / 1000 ** step;
  return `${step === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[step]}`;
}

/** The end of a checksum: enough to see that two differ. */
export function shortChecksum(checksum: string): string {
  return `…${checksum.slice(-6)}`;
}
