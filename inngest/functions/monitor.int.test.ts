import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestBench, TEST_START_MS, type TestBench } from '#inngest/embedded/testing.ts';
import type { AdminLetter, Alerting, Notice, NoticeAnswer } from '#server/commands/alert-deps.ts';
import { isAlertEvent } from '#server/domain/alert/events.ts';
import { openSending, type Sending } from '#server/testing/sending.ts';
import { watchedMail } from '#server/testing/watched-mail.ts';
import { defineMailAlertsFunction } from './mail-alerts.ts';
import { defineMonitorFunction } from './monitor.ts';
import { definePostAlertFunction } from './post-alert.ts';

const minuteMs = 60_000;
/** Sample mail is of then; the bench's clock starts elsewhere. */
const sampleMs = Date.UTC(2026, 4, 3, 9, 30);
const alertId = 'complaints-24h.stream.marketing.1';

let sending: Sending;
let bench: TestBench;
/** What people were told, and how they answer. */
let letters: AdminLetter[];
let notices: Notice[];
let answers: NoticeAnswer[];
let mailFails: boolean;
let ways: { email: boolean; webhook: boolean };

beforeEach(async () => {
  letters = [];
  notices = [];
  answers = [];
  mailFails = false;
  ways = { email: true, webhook: true };
  sending = await openSending({
    get ms() {
      return sampleMs + (bench?.clock.now() ?? TEST_START_MS) - TEST_START_MS;
    },
  });
  const { db, eventStore, deps } = sending;
  const run = () => ({ db, eventStore, now: deps.now, alerting: alerting(), nudge: () => null });
  bench = await startTestBench(sending.adminUrl, (inngest) => [
    defineMonitorFunction(inngest, run),
    defineMailAlertsFunction(inngest, run),
    definePostAlertFunction(inngest, run),
  ]);
});

afterEach(async () => {
  await bench.close();
  await sending.close();
});

function alerting(): Alerting {
  return {
    publicBaseUrl: 'https://earshot.test',
    mail: {
      isSetUp: ways.email,
      send: async (letter) => {
        if (mailFails) throw new Error('The mail was not taken: ECONNREFUSED.');
        letters.push(letter);
        return 2;
      },
    },
    webhook: ways.webhook
      ? async (notice) => {
          notices.push(notice);
          return answers.shift() ?? { ok: true, status: 204 };
        }
      : null,
  };
}

async function arrives(...mail: readonly Parameters<typeof watchedMail>[0][]): Promise<void> {
  await sending.eventStore.append(mail.flatMap((one) => watchedMail(one)));
  await sending.project();
}
/** Of a domain that is watched by itself too, so there is news of two alerts. */
const domain = 'gmail.com';
const trouble = () => arrives({ count: 1_200, domain }, { count: 3, domain, kind: 'complained' });
const check = () => bench.send({ name: 'deliverability/check-wished' });
/** Lets the mails of one time become one. */
const gather = () => bench.advance(10_000);

async function toldOf(id = alertId) {
  const events = await sending.eventStore.readStream(`alert-${id.replace(/\.1$/, '')}`);
  return events
    .filter((event) => isAlertEvent(event))
    .flatMap(({ type, data }) =>
      type === 'AlertTold' ? [[data.news, data.by, data.outcome, data.reason]] : [],
    );
}

describe('news of alerts', () => {
  it('is mailed in one letter and posted one by one, without anybody asking, once', async () => {
    await trouble();
    for (let n = 0; n < 12; n += 1) await bench.advance(minuteMs);
    expect(letters).toHaveLength(1);
    const [letter] = letters;
    expect(letter).toMatchObject({
      subject: '2 changes to deliverability alerts',
      link: { url: 'https://earshot.test/admin/alerts' },
    });
    expect(letter?.paragraphs).toContainEqual([
      'Critical: Complaints about marketing mail at 0.25 %',
      '3 complaints about 1,200 delivered mails, over the last 24 hours.',
      'Warning from 0.05 %, critical from 0.1 %, over below 0.04 %.',
      'Nothing stands out: no template, category, provider or recipient domain brings more than its share of the complaints.',
    ]);
    expect(notices.map(({ id }) => id).sort()).toEqual([
      'alert_complaints-24h.recipient_domain.gmail.com.1_raised',
      'alert_complaints-24h.stream.marketing.1_raised',
    ]);
    expect(notices.find(({ id }) => id.includes('stream'))).toMatchObject({
      type: 'alert.raised',
      data: {
        alertId,
        severity: 'critical',
        measured: { count: 3, of: 1_200 },
        url: `https://earshot.test/admin/alerts/${alertId}`,
      },
    });
    expect(await toldOf()).toEqual(
      expect.arrayContaining([
        ['raised', 'email', 'delivered', null],
        ['raised', 'webhook', 'delivered', '204'],
      ]),
    );
    expect(JSON.stringify([letters, notices])).not.toMatch(/marketing-digest|@/);
  });

  it('is told of one alert under its own headline, also that it is over', async () => {
    await arrives({ count: 245 }, { count: 5, first: 500, kind: 'hard_bounced' });
    await check();
    await gather();
    expect(letters).toMatchObject([
      {
        subject: 'Warning: Bounces of marketing mail at 2 %',
        link: { url: 'https://earshot.test/admin/alerts/bounces-24h.stream.marketing.1' },
      },
    ]);
    await arrives({ count: 200, first: 1_000 });
    await check();
    await gather();
    expect(letters[1]?.subject).toBe('Over: Bounces of marketing mail at 1.11 %');
    expect(notices.at(-1)?.type).toBe('alert.resolved');
  });
});

describe('a program that does not take it', () => {
  it('is asked again, when it says, under the same id, and then it is on record', async () => {
    await trouble();
    answers.push(
      { ok: false, reason: '503', afterMs: 600_000 },
      { ok: false, reason: '503', afterMs: 600_000 },
    );
    await check();
    expect(notices).toHaveLength(2);
    await bench.advance(599_000);
    expect(notices).toHaveLength(2);
    await bench.advance(1_000);
    expect(notices).toHaveLength(4);
    expect(new Set(notices.map(({ id }) => id)).size).toBe(2);
    expect(await toldOf()).toContainEqual(['raised', 'webhook', 'delivered', '204']);
  });

  it('is given up in the end, which is on record too, and does not keep the mail', async () => {
    await trouble();
    answers.push(
      ...Array.from({ length: 100 }, () => ({ ok: false, reason: '500', afterMs: 1_000 }) as const),
    );
    await check();
    for (let n = 0; n < 30; n += 1) await bench.advance(1_000);
    expect(notices).toHaveLength(22);
    expect(await toldOf()).toEqual(
      expect.arrayContaining([
        ['raised', 'webhook', 'failed', '500'],
        ['raised', 'email', 'delivered', null],
      ]),
    );
    await check();
    await bench.advance(minuteMs);
    expect(notices).toHaveLength(22);
  });
});

it('a mail server that is away is asked for hours, and then the failure is on record', async () => {
  await trouble();
  mailFails = true;
  await check();
  for (let n = 0; n < 40; n += 1) await bench.advance(30 * minuteMs);
  expect(await toldOf()).toContainEqual([
    ...['raised', 'email', 'failed', 'The mail was not taken: ECONNREFUSED.'],
  ]);
  expect(letters).toEqual([]);
});

it('where nobody can be told, that is on record, and what is set up later is not flooded with the past', async () => {
  ways = { email: false, webhook: false };
  await trouble();
  await check();
  await gather();
  expect((await toldOf()).sort()).toEqual([
    ['raised', 'email', 'not_set_up', null],
    ['raised', 'webhook', 'not_set_up', null],
  ]);
  ways = { email: true, webhook: true };
  await check();
  await gather();
  expect([letters, notices]).toEqual([[], []]);
});
