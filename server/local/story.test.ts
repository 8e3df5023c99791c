import { expect, it } from 'vitest';
import { providers } from '#server/providers/registry.ts';
import { story } from './story.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const told = story(now, 'me@example.com');
const reports = told.deliveries.flat();

it('shows every kind of report that a provider of mail can send, and no other', () => {
  const mail = providers.filter(({ channels }) => channels.includes('email'));
  expect(mail.length).toBeGreaterThan(0);
  const kinds = new Set(reports.map(({ kind }) => kind));
  for (const kind of kinds) expect(mail.some(({ rehearsal }) => rehearsal.kinds.includes(kind))).toBe(true);
  const shown = [
    'accepted',
    'deferred',
    'soft_bounced',
    'dropped',
    'delivered',
    'hard_bounced',
    'complained',
  ];
  expect([...kinds].sort()).toEqual([...shown, 'opened', 'clicked', 'unsubscribed'].sort());
});

it('tells one delivery only after its opening', () => {
  const late = told.deliveries.at(-1) ?? [];
  expect(late.length).toBeGreaterThan(0);
  for (const delivery of late) {
    const before = told.deliveries.slice(0, -1).flat();
    const sameMail = before.filter(
      ({ providerMessageId }) => providerMessageId === delivery.providerMessageId,
    );
    expect(delivery.kind).toBe('delivered');
    expect(sameMail.every(({ kind }) => kind !== 'delivered')).toBe(true);
  }
  expect(
    reports.some(
      (report) =>
        report.kind === 'opened' &&
        late.some((d) => d.providerMessageId === report.providerMessageId && d.at < report.at),
    ),
  ).toBe(true);
});

it('has a dozen messages and more, to invented people, all in the past', () => {
  expect(told.messages).toBeGreaterThanOrEqual(12);
  expect(new Set(reports.map(({ providerMessageId }) => providerMessageId)).size).toBe(told.messages);
  for (const { recipient, at } of reports) {
    expect(recipient).toMatch(/@example\.(com|org)$/);
    expect(Date.parse(at)).toBeLessThan(now);
  }
  expect(reports.filter(({ recipient }) => recipient === 'me@example.com').length).toBeGreaterThan(5);
});

it('repeats only what it told', () => {
  expect(told.repeated.length).toBeGreaterThan(0);
  for (const index of told.repeated) expect(told.deliveries[index]?.length).toBeGreaterThan(0);
});
