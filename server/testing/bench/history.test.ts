import { expect, it } from 'vitest';
import { eventDefinitions } from '#server/domain/events.ts';
import { history, take } from './history.ts';

const hashes = {
  subjectIdOf: ({ kind, value }: { kind: string; value: string }) => `${kind}/${value}`,
  hash: (purpose: string, text: string) => `${purpose}/${text}`,
};
const events = take(history(hashes), 30_000);
const share = (isCounted: (type: string) => boolean) =>
  events.filter(({ type }) => isCounted(type)).length / events.length;

it('says what the definitions of its events allow', () => {
  for (const { type, data, personal } of events) {
    const definition = eventDefinitions[type];
    expect(definition.data.parse(data)).toEqual(data);
    if (definition.personal === null) expect(personal).toBeNull();
    else expect(definition.personal.parse(personal)).toEqual(personal);
  }
});

it('says nothing twice, in the order of time, and the same every time', () => {
  expect(new Set(events.map(({ source, sourceEventId }) => `${source}/${sourceEventId}`)).size).toBe(30_000);
  const times = events.map(({ occurredAt }) => occurredAt);
  expect(times).toEqual(times.toSorted());
  expect(take(history(hashes), 500)).toEqual(events.slice(0, 500));
});

it('is that of a healthy sender: people with several messages, messages with several events, some bounces', () => {
  const recipients = events.flatMap(({ type, personal }) =>
    type === 'MessageAccepted' && personal !== null && 'recipient' in personal ? [personal.recipient] : [],
  );
  expect(new Set(recipients).size / recipients.length).toBeLessThan(0.8);
  expect(share((type) => type.startsWith('Message'))).toBeGreaterThan(0.6);
  expect(share((type) => type === 'MessageOpened' || type === 'MessageClicked')).toBeGreaterThan(0.05);
  const bounced = share((type) => type.endsWith('Bounced'));
  expect(bounced).toBeGreaterThan(0.005);
  expect(bounced).toBeLessThan(0.05);
  expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(15);
});
