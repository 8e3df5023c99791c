import { expect, it } from 'vitest';
import { eventTypeOfReport, messageEvents, reportOfEventType } from './events.ts';
import { reportKinds } from './report.ts';

it('gives every kind of report an event type of its own, and back', () => {
  expect(Object.keys(eventTypeOfReport).sort()).toEqual([...reportKinds].sort());
  expect(Object.values(eventTypeOfReport).sort()).toEqual(Object.keys(messageEvents).sort());
  for (const kind of reportKinds) expect(reportOfEventType[eventTypeOfReport[kind]]).toBe(kind);
});
