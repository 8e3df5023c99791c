/** A number that a message went to or came from, and the channel that was written before it, such as `whatsapp`. */
export interface PhoneNumber {
  /** E.164: a plus sign and 7 to 15 digits. */
  readonly value: string;
  readonly channel: string | null;
}

/**
 * Reads `+15005550006` and `whatsapp:+15005550006`. Null for what can be no person's telephone: short codes, names of
 * senders, and the ids of channels that know people by something else.
 */
export function phoneNumberOf(text: string): PhoneNumber | null {
  const [, channel = null, value] =
    /^(?:(sms|mms|rcs|whatsapp):)?(\+[1-9]\d{6,14})$/i.exec(text.trim()) ?? [];
  return value === undefined ? null : { value, channel: channel?.toLowerCase() ?? null };
}
