import { mailboxText, ownTags } from '#server/providers/outbound-mail.ts';
import type { Mailbox, OutboundMessage } from '#server/providers/sender.ts';

/** The body of SendEmail, as simple content: that form takes headers too, so nothing needs to be put into MIME here. */
export function mailOf(message: OutboundMessage<'email'>, configurationSet: string | undefined) {
  const { from, replyTo, subject, html, text, headers } = message.content;
  return {
    FromEmailAddress: asciiMailbox(from),
    Destination: { ToAddresses: [asciiAddress(message.to)] },
    ReplyToAddresses: replyTo && [asciiMailbox(replyTo)],
    Content: {
      Simple: {
        Subject: utf8(subject),
        Body: { Text: utf8(text), Html: utf8(html) },
        Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
      },
    },
    EmailTags: ownTags(message, 256).map(([Name, Value]) => ({ Name, Value })),
    ConfigurationSetName: configurationSet,
  };
}

function utf8(Data: string) {
  return { Data, Charset: 'UTF-8' };
}

/** SES takes ASCII only: names as encoded words (RFC 2047), domains in Punycode. */
function asciiMailbox({ address, name = '' }: Mailbox): string {
  const ascii = asciiAddress(address);
  if (/^[ -~]*$/.test(name)) return mailboxText({ address: ascii, name });
  return `${encodedWords(name)} <${ascii}>`;
}

function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (/^[ -~]*$/.test(domain) || !URL.canParse(`http://${domain}`)) return address;
  return `${address.slice(0, at)}@${new URL(`http://${domain}`).hostname}`;
}

/** An encoded word is at most 75 characters long and holds whole characters. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
}
