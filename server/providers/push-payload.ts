/** Apple and Google both take this much, in bytes of JSON. */
const maxBytes = 4096;

/**
 * The payload of a push with as much of its text as fits, and an ellipsis where it was cut. Where even
 * no text at all fits, the payload without it: the service says then that it is too large.
 */
export function fittingPayload<Payload>(text: string, payloadWith: (text: string) => Payload): Payload {
  const whole = payloadWith(text);
  if (bytesOf(whole) <= maxBytes) return whole;
  const characters = [...text];
  let fits = 0;
  let tooMany = characters.length;
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (bytesOf(payloadWith(cut(characters, middle))) <= maxBytes) fits = middle;
    else tooMany = middle;
  }
  return payloadWith(cut(characters, fits));
}

function cut(characters: readonly string[], length: number): string {
  return `${characters.slice(0, length).join('').trimEnd()}…`;
}

function bytesOf(payload: unknown): number {
  return Buffer.byteLength(JSON.stringify(payload));
}
