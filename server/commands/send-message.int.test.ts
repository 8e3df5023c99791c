import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageStream } from '#server/domain/message/events.ts';
import type { Channel } from '#server/domain/message/report.ts';
import { findMessage } from '#server/projections/messages/queries.ts';
import { sampleReport, sampleSecrets } from '#server/testing/sample-events.ts';
import { openSending, receiptFor, type Sending } from '#server/testing/sending.ts';
import { openUnsubscribeTokens } from '#server/unsubscribe/token.ts';
import { decideMessage } from './decide-message.ts';
import { giveUpMessage } from './give-up-message.ts';
import { requestNotification } from './request-notification.ts';
import { sendMessage } from './send-message.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');
const clock = { ms: noonMs };
let sending: Sending;
beforeEach(async () => {
  clock.ms = noonMs;
  sending = await openSending(clock);
  await sending.knows('ada', { email: 'ada@example.com', sms: '+15005550006' });
});
afterEach(() => sending.close());

/** A message that was asked for, to be sent. */
async function asked(changes: Parameters<typeof receiptFor>[1] = {}, channel: Channel = 'email') {
  const wish = receiptFor('ada', { channels: [channel], ...changes });
  const { notificationId } = await requestNotification(sending.deps, wish, sending.by());
  return { notificationId, channel, attempt: 0, template: null };
}
const eventsOf = (toSend: { notificationId: string; channel: Channel; attempt: number }) =>
  sending.eventStore.readStream(
    messageStream(`${toSend.notificationId}-${toSend.channel}-${toSend.attempt}`),
  );
const fill = { title: 'News', intro: 'Hello', items: [{ title: 'One', text: 'Thing' }] };
const news = { category: 'marketing', template: 'weekly-news', fill };

describe('a message', () => {
  it('is handed over once, by however many at the same moment', async () => {
    const toSend = await asked();
    const sent = await Promise.all([1, 2, 3, 4, 5].map(() => sendMessage(sending.deps, toSend)));
    expect(sending.providers.email.sent).toHaveLength(1);
    expect(sent.filter(({ verdict }) => verdict === 'handed_over')).toHaveLength(1);
    expect((await sending.told(`${toSend.notificationId}-email-0`)).decisions).toEqual(['send']);
  });

  it('is one row with the webhook that knows only the provider’s id', async () => {
    const toSend = await asked();
    expect(await sendMessage(sending.deps, toSend)).toStrictEqual({
      ...{ verdict: 'handed_over', provider: 'example-email', kind: 'accepted' },
    });
    expect((await eventsOf(toSend)).at(-1)).toMatchObject({
      personal: { subjectLine: 'Your receipt for Team plan' },
    });
    const webhook = sampleReport(1, {
      ...{ kind: 'delivered', messageId: 'derived', providerMessageId: 'example-email-1' },
      ...{ recipient: 'ada@example.com', echoed: false },
    });
    await sending.eventStore.append([
      { ...webhook, data: { ...webhook.data, provider: 'example-email' } } as typeof webhook,
    ]);
    await sending.project();
    expect(await findMessage(sending.db, `${toSend.notificationId}-email-0`)).toMatchObject({
      ...{ status: 'delivered', notificationId: toSend.notificationId, recipient: 'ada@example.com' },
      ...{ category: 'billing', template: 'receipt' },
    });
  });

  it('of marketing comes from its own sender and brings the way out', async () => {
    const toSend = await asked(news);
    await sendMessage(sending.deps, toSend);
    const [mail] = sending.providers.email.sent;
    if (mail === undefined || !('headers' in mail.content)) throw new Error('no mail was sent');
    const { headers, from, html, text } = mail.content;
    expect(from).toStrictEqual({ name: 'Example News', address: 'news@example.net' });
    expect(mail.stream).toBe('marketing');
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const [, url = '', token = ''] = /^<(.*\?token=(.*))>$/.exec(headers['List-Unsubscribe'] ?? '') ?? [];
    expect(html).toContain(url);
    expect(text).toContain(url);
    const { addressPepper } = sampleSecrets;
    expect(openUnsubscribeTokens(addressPepper).verify(token, sending.deps.now())).toMatchObject({
      scope: { may: 'unsubscribe', who: { userId: 'ada' }, category: 'marketing' },
    });
  });

  it('fails with a reason where nobody carries it any more', async () => {
    const toSend = await asked();
    sending.providers.email.isSetUp = false;
    expect(await sendMessage(sending.deps, toSend)).toMatchObject({ verdict: 'refused', kind: 'failed' });
    expect((await eventsOf(toSend)).at(-1)).toMatchObject({
      type: 'MessageFailed',
      data: { provider: 'earshot', providerEvent: 'no_sender' },
      personal: { recipient: 'ada@example.com', reason: 'No sender is set up for this channel.' },
    });
    sending.providers.email.isSetUp = true;
    expect(await sendMessage(sending.deps, toSend)).toStrictEqual({ verdict: 'over' });
    expect(sending.providers.email.sent).toEqual([]);
  });

  it('fails before anybody is asked where it cannot be written', async () => {
    const toSend = { ...(await asked()), attempt: 1, template: 'weekly-news' };
    expect(await sendMessage(sending.deps, toSend)).toMatchObject({ verdict: 'refused', kind: 'failed' });
    expect((await eventsOf(toSend)).map(({ type }) => type)).toEqual(['MessageRequested', 'MessageFailed']);
  });

  it('of a later attempt repeats what was said, as an alert', async () => {
    const toSend = { ...(await asked({}, 'sms')), attempt: 1, template: 'critical-alert' };
    await sendMessage(sending.deps, toSend);
    expect(sending.providers.sms.sent).toMatchObject([
      {
        messageId: `${toSend.notificationId}-sms-1`,
        template: 'critical-alert',
        content: { text: 'Important: Receipt: 49.90 EUR. Team plan, receipt 42.' },
      },
    ]);
  });

  it('of an erased person is told to nobody', async () => {
    const toSend = await asked();
    const subjectId = sending.eventStore.subjectIdOf({ kind: 'user', value: 'ada' });
    const at = sending.deps.now();
    await sending.eventStore.eraseSubject(subjectId, { actor: 'admin-1', reason: 'asked for', at });
    expect(await decideMessage(sending.deps, toSend)).toStrictEqual({ verdict: 'over' });
    expect(await sendMessage(sending.deps, toSend)).toStrictEqual({ verdict: 'over' });
    expect(await giveUpMessage(sending.deps, toSend)).toBeNull();
  });
});

describe('giving up', () => {
  it('says of a call without an answer that nobody knows', async () => {
    const toSend = await asked();
    sending.providers.email.answers.push(() => Promise.reject(new Error('the process ended')));
    await expect(sendMessage(sending.deps, toSend)).rejects.toThrow('the process ended');
    expect(await giveUpMessage(sending.deps, toSend)).toBe('unknown');
    expect((await eventsOf(toSend)).at(-1)).toMatchObject({
      type: 'MessageOutcomeUnknown',
      data: { provider: 'example-email', call: 1 },
      personal: { recipient: 'ada@example.com', reason: 'no answer' },
    });
    expect(await giveUpMessage(sending.deps, toSend)).toBeNull();
  });

  it('says of a message that nobody was asked to send that it failed', async () => {
    const toSend = await asked();
    await decideMessage(sending.deps, toSend);
    expect(await giveUpMessage(sending.deps, toSend)).toBe('failed');
    expect(await sendMessage(sending.deps, toSend)).toStrictEqual({ verdict: 'over' });
  });
});

describe('a call whose answer was not recorded', () => {
  it('is waited for as long as it may take, and never made again', async () => {
    const toSend = await asked({}, 'sms');
    sending.providers.sms.answers.push(() => Promise.reject(new Error('the process ended')));
    await expect(sendMessage(sending.deps, toSend)).rejects.toThrow('the process ended');
    clock.ms += 59_000;
    expect(await sendMessage(sending.deps, toSend)).toMatchObject({
      verdict: 'ask_again',
      at: '2026-11-21T12:01:00.000Z',
    });
    clock.ms += 1_000;
    expect(await sendMessage(sending.deps, toSend)).toStrictEqual({
      verdict: 'unknown',
      provider: 'example-sms',
    });
    expect(sending.providers.sms.sent).toHaveLength(1);
  });

  it('is overtaken by a webhook that says what became of it', async () => {
    const toSend = await asked({}, 'sms');
    const messageId = `${toSend.notificationId}-sms-0`;
    sending.providers.sms.answers.push(() => Promise.reject(new Error('the process ended')));
    await expect(sendMessage(sending.deps, toSend)).rejects.toThrow('the process ended');
    await sending.eventStore.append([sampleReport(1, { kind: 'delivered', messageId })]);
    clock.ms += 3_600_000;
    expect(await sendMessage(sending.deps, toSend)).toStrictEqual({ verdict: 'over' });
  });
});
