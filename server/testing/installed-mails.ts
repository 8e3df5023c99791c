import { composeMessage } from '#server/commands/compose-message.ts';
import { createApiKey } from '#server/commands/create-api-key.ts';
import { loadMessage } from '#server/commands/load-message.ts';
import type { Outbound } from '#server/commands/send-deps.ts';
import { addressKinds } from '#server/domain/contact/address-kind.ts';
import { decisionStream } from '#server/domain/decision/events.ts';
import { instantFromMs } from '#server/domain/instant.ts';
import { messageIdOf } from '#server/domain/notification/message-id.ts';
import type { EventStore, SubjectAddress } from '#server/event-store/event-store.ts';
import { mailIdentities } from '#server/providers/mail-identities.ts';
import { templates } from '#server/templates/registry.ts';
import { sampleFills } from '#server/templates/samples.ts';
import { openUnsubscribeTokens } from '#server/unsubscribe/token.ts';
import type { Installation } from './running-installation.ts';
import { untilSo } from './until-so.ts';

interface Reader {
  readonly userId: string;
  readonly email: string;
}

/** Every template with a fill that uses every place of it. */
export const filledTemplates = templates.map(({ id }) => ({ template: id, fill: sampleFills[id] }));

/** What a started Earshot sends to somebody. */
export function installedMails(installation: Installation, store: EventStore, { userId, email }: Reader) {
  return {
    /** Asks to tell them something by mail, and resolves to what was decided on it. */
    async told(wish: object) {
      const notificationId = await requested(installation, store, { userId, channels: ['email'], ...wish });
      const stream = decisionStream(messageIdOf(notificationId, 'email', 0));
      let decision: { verdict: string; rule: string | null } | null = null;
      await untilSo(async () => {
        const decided = (await store.readStream(stream)).findLast((event) => event.type === 'SendDecided');
        decision = decided?.type === 'SendDecided' ? decided.data.decision : null;
        return decision !== null;
      });
      return { notificationId, ...(decision ?? { verdict: 'none', rule: null }) };
    },
    /** The mail of a notification to them, as it was handed over: it is the same whenever it is written. */
    async mailOf(notificationId: string) {
      const toSend = { notificationId, channel: 'email', attempt: 0, template: null } as const;
      const known = await loadMessage(store, toSend);
      if (known === null) throw new Error('Nothing was asked for under this id.');
      const recipient = { kind: addressKinds.email, value: email };
      const about = { recipient, provider: 'example', subjectId: store.subjectIdOf(recipient) };
      return (await composeMessage<'email'>(outboundOf(installation), known, about)).content;
    },
    /** What was asked to be told to a person or at an address, the oldest first. */
    async asked(to: SubjectAddress = { kind: 'user', value: userId }) {
      const events = await store.readSubject(store.subjectIdOf(to), { types: ['NotificationRequested'] });
      return events.flatMap((event) =>
        event.type === 'NotificationRequested' ? [{ ...event.data, fill: event.personal?.fill ?? {} }] : [],
      );
    },
  };
}

/** Mails are only written again with it, never sent. */
function outboundOf({ secrets, url }: Installation): Outbound {
  return {
    senders: () => null,
    mailIdentities: mailIdentities({ isLocal: true }),
    unsubscribeTokens: openUnsubscribeTokens(secrets.addressPepper),
    publicBaseUrl: url,
  };
}

async function requested({ url }: Installation, store: EventStore, wish: object): Promise<string> {
  const { token } = await createApiKey(
    { eventStore: store },
    {
      ...{ name: 'browser tests', scopes: ['notifications:write'], actor: 'tests' },
      at: instantFromMs(Date.now()),
    },
  );
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify(wish);
  const answer = await fetch(`${url}/api/v1/notifications`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`A notification was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { notificationId: string }).notificationId;
}
