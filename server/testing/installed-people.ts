import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { contactStream } from '#server/domain/contact/events.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { preferencesStream } from '#server/domain/preference/events.ts';
import { suppressionStream } from '#server/domain/suppression/events.ts';
import type { EventStore, NewEvent } from '#server/event-store/event-store.ts';
import { openEventStore } from '#server/event-store/open-event-store.ts';
import { providers } from '#server/providers/registry.ts';
import { managePath, unsubscribePath } from '#server/unsubscribe/links.ts';
import { openUnsubscribeTokens, type TokenScope } from '#server/unsubscribe/token.ts';
import { installedMails } from './installed-mails.ts';
import type { Installation } from './running-installation.ts';
import { untilSo } from './until-so.ts';

const wholeDayMs = 24 * 60 * 60_000;

type Addresses = { readonly email?: string; readonly sms?: string };

/** Somebody whom the started Earshot under test gets to know, as a test may use them beyond its pages. */
export function installedPerson(installation: Installation, userId: string) {
  const { sql, secrets, url } = installation;
  const store = openEventStore(sql, secrets);
  const unsubscribeTokens = openUnsubscribeTokens(secrets.addressPepper);
  const email = `${userId}@example.com`;
  return {
    ...installedMails(installation, store, { userId, email }),
    userId,
    email,
    /** From now on Earshot writes to them there; resolves once pages show it. */
    async has(addresses: Addresses): Promise<void> {
      const given = Object.entries(addresses) as ['email' | 'sms', string][];
      await store.append(given.map(([channel, value]) => addressSet(store, userId, { channel, value })));
      // A report makes the read models look, and says that the address works.
      await this.hears('delivered');
      await untilSo(async () => {
        const rows = await sql`select 1 from read_models.contacts where user_id = ${userId}`;
        return rows.length >= given.length;
      });
    },
    /** A mail to them has come to this, as a provider of mail tells it. */
    async hears(kind: 'delivered' | 'hard_bounced'): Promise<void> {
      const teller = providers.find(
        ({ channels, rehearsal }) => channels.includes('email') && rehearsal.kinds.includes(kind),
      );
      const id = `${userId}-${kind}-${Date.now()}`;
      const about = { recipient: email, messageId: `m-${id}`, providerMessageId: `pm-${id}`, kind };
      await installation.report(teller?.id ?? '', [{ ...about, at: instantFromMs(Date.now()) }]);
    },
    /** A link as a mail of so many days ago carries it. */
    link(scope: TokenScope, daysAgo = 0): string {
      const at = instantFromMs(Date.now() - daysAgo * wholeDayMs);
      return scope.may === 'preferences'
        ? `${url}${managePath({ unsubscribeTokens }, scope.who, at)}`
        : `${url}${unsubscribePath({ unsubscribeTokens }, scope, at)}`;
    },
    /** Everything that stands to say what they wish, and where they are reached. */
    async wishes(): Promise<readonly string[]> {
      const subjectId = store.subjectIdOf({ kind: 'email', value: email });
      const streams = [
        preferencesStream(userId),
        contactStream(userId),
        suppressionStream('email', subjectId),
      ];
      const events = await Promise.all(streams.map((stream) => store.readStream(stream)));
      return events.flat().map(({ type, sourceEventId }) => `${type} ${sourceEventId}`);
    },
  };
}

function addressSet(
  store: EventStore,
  userId: string,
  { channel, value }: { readonly channel: 'email' | 'sms'; readonly value: string },
): NewEvent {
  const subject = { kind: addressKinds[channel], value };
  const at = instantFromMs(Date.now());
  const id = `known-${userId}-${channel}-${value}`;
  return {
    stream: contactStream(userId),
    type: 'ContactAddressSet',
    data: { userId, channel, subjectId: store.subjectIdOf(subject) },
    personal: { address: value },
    subject,
    occurredAt: at,
    receivedAt: at,
    source: 'import',
    sourceEventId: id,
    fingerprint: ['known', id],
  };
}
