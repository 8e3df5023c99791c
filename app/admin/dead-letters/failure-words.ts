/** A failure in people's words. */
export interface FailureWords {
  /** One sentence without a full stop: what is wrong. */
  readonly headline: string;
  /** One for each further thing that is wrong. */
  readonly others: readonly string[];
  /** What may lie behind it, and what to do. */
  readonly advice: string;
}

interface Sign {
  readonly path: string;
  readonly code: string;
}

/** Puts a failure, such as `event: invalid_value; email: invalid_type`, into words. */
export function failureWords(failure: string): FailureWords {
  const signs = failure.split('; ').map(signOf);
  // What kind of event it is decides what else there should be, so it is the one to look at first.
  const first = signs.find(isUnknownEvent) ?? signs[0];
  if (first === undefined) return { headline: failure, others: [], advice: advice.field };
  return {
    headline: sentenceOf(first),
    others: signs.filter((sign) => sign !== first).map(sentenceOf),
    advice: isUnknownEvent(first) ? advice.event : first.path === 'body' ? advice.body : advice.field,
  };
}

const advice = {
  event:
    'The provider has probably begun to send something new. Nothing is lost: once an update of Earshot knows it, replay.',
  body: 'Whoever holds the key signed something other than events. Look at the payload, and at what is set up to post to this address.',
  field:
    'The provider writes this differently from what the adapter expects. Look at the payload; once an update of Earshot can read it, replay.',
} as const;

const wholes = new Map([
  ['body: not_json', 'The body is not JSON'],
  ['body: not_utf8', 'The body is not text'],
  ['body: too_many_items', 'The body holds more items than a body of this size can'],
  ['body: form_instead_of_json', 'The body is a form, not JSON'],
  ['body: not_a_callback', 'The body is a form, but not about a message'],
  ['item: too_deep', 'The item is nested too deeply'],
  ['item: name_too_long', 'An id or a name in it is too long to be kept'],
  ['item: empty', 'The item is empty'],
  ['item: invalid_type', 'The item is not an object'],
]);

const ofFields = new Map([
  ['missing', 'is missing'],
  ['invalid_type', 'is missing, or of another kind than expected'],
  ['invalid_value', 'has a value that is not known'],
  ['unknown', 'has a value that is not known'],
  ['invalid_format', 'is not written as expected'],
  ['invalid_union', 'fits no shape that is known'],
  ['invalid_key', 'has a key that is not known'],
  ['unrecognized_keys', 'holds more than is known'],
  ['too_small', 'is shorter or smaller than expected'],
  ['too_big', 'is longer or larger than expected'],
  ['foreign', 'is not among what this provider carries'],
]);

const eventFields = new Set(['event', 'eventtype', 'type', 'recordtype', 'event-data.event']);

function signOf(text: string): Sign {
  const colon = text.lastIndexOf(': ');
  return colon < 0 ? { path: text, code: '' } : { path: text.slice(0, colon), code: text.slice(colon + 2) };
}

function isUnknownEvent({ path, code }: Sign): boolean {
  return eventFields.has(path.toLowerCase()) && ['invalid_value', 'invalid_union', 'unknown'].includes(code);
}

function sentenceOf(sign: Sign): string {
  if (isUnknownEvent(sign)) return 'Unknown event type';
  const whole = wholes.get(`${sign.path}: ${sign.code}`);
  if (whole !== undefined) return whole;
  return `“${sign.path}” ${ofFields.get(sign.code) ?? 'cannot be read'}`;
}
